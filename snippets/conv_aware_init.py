# ---
# id: conv_aware_init
# name: Convolution Aware Initialization
# paper: aghajanyan2017convolution
# aliases: [Convolution Aware Initialization, convolution-aware initialisation, ConvolutionAware, ConvAware, conv aware init]
# family: orthogonal and identity
# initialises: convolution kernels in one, two or three dimensions
# when: a convolution net trained from scratch, as an alternative to He or plain orthogonal weights
# why: "the filters of an output channel are an orthonormal set in Fourier space, where a convolution is a product, and all together have He variance"
# layers: [convolution]
# activations: [relu]
# goals: [keeps the variance]
# code: ["ConvolutionAware", "nn.init.orthogonal_"]
# fidelity: as in the official code
# differs: "Follows keras-contrib, whose 4-D code swaps input and output channels in the last step; here every filter stays with its output. Dense layers, which get plain orthogonal weights there, are left alone. The noise is that of keras-contrib; the paper was not at hand."
# call: conv_aware_init_(${1:model})
# ---
"""Convolution kernels from orthonormal sets in Fourier space, scaled to He variance."""

from __future__ import annotations

import math

import torch
from torch import Tensor, nn


@torch.no_grad()
def conv_aware_init_(
    model: nn.Module, eps_std: float = 0.05, generator: torch.Generator | None = None
) -> nn.Module:
    """Initialise the convolutions of a net with Convolution Aware Initialization, in place.

    Weights follow :func:`conv_aware_weight_`, biases become 0. All other modules, transposed
    convolutions included, keep their parameters.

    Args:
        model: Net to initialise.
        eps_std: Passed on to :func:`conv_aware_weight_`.
        generator: Source of randomness, on the device of the model.

    Returns:
        The same model.

    Raises:
        ValueError: As :func:`conv_aware_weight_`.
    """
    for module in model.modules():
        if isinstance(module, (nn.Conv1d, nn.Conv2d, nn.Conv3d)):
            conv_aware_weight_(module.weight, eps_std, generator)
            if module.bias is not None:
                module.bias.zero_()
    return model


@torch.no_grad()
def conv_aware_weight_(
    weight: Tensor, eps_std: float = 0.05, generator: torch.Generator | None = None
) -> Tensor:
    """Fill one convolution weight from orthonormal sets in Fourier space (Aghajanyan 2017).

    Each output channel has a set of its own, with one half spectrum per input channel. The inverse
    real Fourier transform of a spectrum, plus noise, is the filter. The whole weight is scaled to
    variance 2 / fan_in at the end, so that the share of the noise depends on the kernel size.

    The orthogonality holds for the spectra that are drawn. In two and three dimensions the filters
    do not keep all of it: a real filter has less freedom than a half spectrum.

    Args:
        weight: ``(out, in/groups, ...)`` with one to three kernel dimensions.
        eps_std: Standard deviation of the noise before scaling, and of the spectra of kernels of
            size 1. Default of keras-contrib.
        generator: Source of randomness, on the device of the weight.

    Returns:
        The same weight.

    Raises:
        ValueError: If the weight has not three to five dimensions or only one entry, which has no
            variance, or ``eps_std`` is negative or leaves kernels of size 1 at zero.
    """
    if not 3 <= weight.dim() <= 5 or weight.numel() < 2:
        raise ValueError(
            f"weight must be (out, in, ...) with 1 to 3 kernel dimensions and at least 2 entries, "
            f"got {tuple(weight.shape)}"
        )
    kernel = weight.shape[2:]
    if not eps_std >= 0 or (eps_std == 0 and max(kernel) == 1):
        raise ValueError(f"eps_std must be positive, or 0 for large kernels, got {eps_std}")
    dtype = torch.promote_types(weight.dtype, torch.float32)  # no SVD or FFT in half precision
    options = {"generator": generator, "dtype": dtype, "device": weight.device}
    half = (*kernel[:-1], kernel[-1] // 2 + 1)
    size = math.prod(half)
    if size == 1:
        spectra = eps_std * torch.randn(*weight.shape[:2], 1, **options)
    else:
        spectra = _orthonormal_rows(*weight.shape[:2], size, **options)
    # The kernel size must be given: from the half spectrum alone it would come out even.
    filters = torch.fft.irfftn(spectra.unflatten(-1, half), s=kernel)
    filters += eps_std * torch.randn(weight.shape, **options)
    fan_in = weight[0].numel()
    filters *= math.sqrt(2 / fan_in) / filters.std(unbiased=False)
    return weight.copy_(filters)


def _orthonormal_rows(sets: int, rows: int, size: int, **options: object) -> Tensor:
    """Return ``(sets, rows, size)``; of each set, every ``size`` rows are orthonormal."""
    repeats = math.ceil(rows / size)
    gaussian = torch.randn(sets, repeats, size, size, **options)
    symmetric = gaussian + gaussian.mT - torch.diag_embed(gaussian.diagonal(dim1=-2, dim2=-1))
    u = torch.linalg.svd(symmetric)[0]
    return u.mT.reshape(sets, repeats * size, size)[:, :rows]
