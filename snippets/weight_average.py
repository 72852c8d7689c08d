# ---
# id: weight_average
# name: Weight averaging of fine-tuned models
# paper: choshen2022fusing
# aliases: [weight averaging, model fusing, fusing finetuned models, model soup, uniform soup, ColD fusion]
# family: merging
# initialises: a base model for the next fine-tuning, all but its task heads
# when: others have fine-tuned the same pretrained model on their tasks and you are about to fine-tune it on yours
# why: "the mean weights of models with one pretrained ancestor are often a better start than that ancestor, at the cost of one average"
# layers: [any]
# needs: [several nets]
# goals: [merges without training, generalisation]
# fidelity: as in the paper
# differs: "No code was consulted: the method is the plain mean that the paper describes. Refusing unmerged LoRA factors and copying counters from the first model are choices made here."
# call: ${1:model}.load_state_dict(weight_average(${2:states}, heads=["${3:classifier}"]), strict=False)
# ---
"""Average the weights of models that were fine-tuned from one pretrained model."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import torch
from torch import Tensor


@torch.no_grad()
def weight_average(
    states: Sequence[Mapping[str, Tensor]], *, heads: Sequence[str]
) -> dict[str, Tensor]:
    """Fuse fine-tuned models into a base model: the mean of their weights (Choshen et al., 2022).

    The models must come from the same pretrained checkpoint. Nets trained from different starts
    number their hidden units differently, and their mean computes nothing of use. Running
    statistics of normalisation layers are averaged like weights; measure them anew on data where
    you can.

    Args:
        states: State dicts of the models, at least one, equal in names and shapes but for the
            heads.
        heads: Names of the task heads, such as ``["classifier"]``: these modules (or tensors) are
            left out, for each task has its own. ``[]`` if there are none.

    Returns:
        New tensors in the dtype and on the device of the first model, to be loaded with
        ``strict=False`` into a model whose head is new. Entries that are not numbers with a
        fraction, such as counters and position ids, are those of the first model.

    Raises:
        ValueError: If there is no model, if names or shapes differ, or if a model holds LoRA
            factors.
    """
    if not states:
        raise ValueError("there must be at least one model to average, got 0")
    trunks = [
        {name: value for name, value in state.items() if not _belongs(name, heads)}
        for state in states
    ]
    fused = {}
    for name, first in trunks[0].items():
        if "lora_" in name:
            raise ValueError(
                f"{name} is a LoRA factor: merge the adapters into the weights first, "
                "for the product of mean factors is not the mean of the products"
            )
        for trunk in trunks:
            if name not in trunk or trunk[name].shape != first.shape:
                found = tuple(trunk[name].shape) if name in trunk else "nothing"
                raise ValueError(f"{name}: one model has {tuple(first.shape)}, another {found}")
        if first.is_floating_point() or first.is_complex():
            # bfloat16 keeps 8 bits: a sum in it would lose the differences between the models.
            dtype = torch.promote_types(first.dtype, torch.float32)
            values = [trunk[name].to(device=first.device, dtype=dtype) for trunk in trunks]
            fused[name] = torch.stack(values).mean(0).to(first.dtype)
        else:
            fused[name] = first.clone()
    for trunk in trunks:
        if trunk.keys() != fused.keys():
            raise ValueError(f"only one model has {sorted(trunk.keys() - fused.keys())}")
    return fused


def _belongs(name: str, modules: Sequence[str]) -> bool:
    return any(name == module or name.startswith(f"{module}.") for module in modules)
