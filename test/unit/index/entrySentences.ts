// Owns the labelled notes against which the recognition of library entries in prose is held.

/** A library as a researcher has it, with the traps: common words as names, terms as titles, twins of a year. */
export const LIBRARY = `
  he2015delving   | He, Zhang, Ren, Sun            | 2015 | Delving Deep into Rectifiers: Surpassing Human-Level Performance on ImageNet Classification
  he2016deep      | He, Zhang, Ren, Sun            | 2016 | Deep Residual Learning for Image Recognition
  he2016identity  | He, Zhang, Ren, Sun            | 2016 | Identity Mappings in Deep Residual Networks
  glorot2010      | Glorot, Bengio                 | 2010 | Understanding the difficulty of training deep feedforward neural networks
  mishkin2015     | Mishkin, Matas                 | 2015 | All you need is a good init
  vaswani2017     | Vaswani, Shazeer, Parmar       | 2017 | Attention Is All You Need
  lecun2015       | LeCun, Bengio, Hinton          | 2015 | Deep Learning
  bengio2009      | Bengio, Louradour, Weston      | 2009 | Curriculum Learning
  blei2003        | Blei, Ng, Jordan               | 2003 | Latent Dirichlet Allocation
  maaten2008      | van der Maaten, Hinton         | 2008 | Visualizing Data using t-SNE
  vapnik1998      | Vapnik                         | 1998 | Statistical Learning Theory
  young2012       | Young                          | 2012 | On Saddle Points of Very Wide Networks
  young2012b      | Young, Park                    | 2012 | Valleys Between Saddle Points
  may1973         | May                            | 1973 | Stability and Complexity in Model Ecosystems
  mueller2019     | Müller, Kornblith, Hinton      | 2019 | When Does Label Smoothing Help?
  kruger2017      | Krüger                         | 2017 | Über die Initialisierung tiefer Netze
  lopezpaz2017    | Lopez-Paz, Ranzato             | 2017 | Gradient Episodic Memory for Continual Learning
  saxe2013        | Saxe, McClelland, Ganguli      | 2013 | Exact solutions to the nonlinear dynamics of learning in deep linear neural networks
  ioffe2015       | Ioffe, Szegedy                 | 2015 | Batch Normalization: Accelerating Deep Network Training by Reducing Internal Covariate Shift
  smith2019a      | Smith, Kindermans, Le          | 2019 | Do not decay the learning rate, increase the batch size
  smith2019b      | Smith, Dherin, Barrett         | 2019 | On the origin of implicit regularization in descent
  openai2023      | OpenAI                         | 2023 | GPT-4 Technical Report
  obrien2020      | O'Brien                        | 2020 | Orthogonality at the start of training
  kataoka2020     | Kataoka, Okayasu, Matsumoto    | 2020 | Pre-training without Natural Images
  li2018          | 李, 王                          | 2018 | 深度学习中的权重初始化方法综述
  adar2010        | Adar, Tan, Teevan              | 2010 | Deception
  chizat2019      | Chizat, Oyallon, Bach          | 2019 | On Lazy Training in Differentiable Programming
`;

/** Notes by what they try. `⟦He et al. (2015)⟧{he2015delving}` is a name of that entry; what is not marked is none. */
export const NAMED: Readonly<Record<string, readonly string[]>> = {
  'authors and year as styles write them': [
    'As ⟦He et al. (2015)⟧{he2015delving} show, the gain depends on the activation.',
    'This was shown before (⟦He et al., 2015⟧{he2015delving}).',
    'This was shown before [⟦He et al. 2015⟧{he2015delving}].',
    '⟦Glorot & Bengio 2010⟧{glorot2010} keep the variance.',
    '⟦Glorot and Bengio (2010)⟧{glorot2010} keep the variance.',
    'The variance is kept (⟦Glorot & Bengio, 2010⟧{glorot2010}).',
    '⟦Mishkin and Matas [2015]⟧{mishkin2015} scale each layer.',
    'Data-dependent (⟦He et al., 2015a⟧{he2015delving}; ⟦Mishkin and Matas, 2015⟧{mishkin2015}).',
    'Both ⟦LeCun, Bengio, and Hinton (2015)⟧{lecun2015} and ⟦Blei, Ng & Jordan (2003)⟧{blei2003} are cited.',
    'With initials: ⟦He, K., Zhang, X., Ren, S., & Sun, J. (2015)⟧{he2015delving}.',
    'With given names: Xavier ⟦Glorot and Yoshua Bengio (2010)⟧{glorot2010}.',
    'With a dot too many: ⟦He et. al. (2015)⟧{he2015delving}.',
    'With a comma: ⟦Saxe, et al. (2013)⟧{saxe2013}.',
    'With two authors first: ⟦Saxe, McClelland, et al. (2013)⟧{saxe2013}.',
    'K. ⟦He et al. (2015)⟧{he2015delving} again.',
    'A page: ⟦He et al. (2015⟧{he2015delving}, p. 3).',
    '⟦He and colleagues (2015)⟧{he2015delving} and ⟦Saxe and co-workers (2013)⟧{saxe2013}.',
    'Wie ⟦Glorot und Bengio (2010)⟧{glorot2010} zeigen, und von ⟦He et al. (2015)⟧{he2015delving} auch.',
    'Selon ⟦Glorot et Bengio (2010)⟧{glorot2010}, et un article de ⟦Saxe et al. (2013)⟧{saxe2013}.',
    'In PyTorch, ⟦He et al. (2015)⟧{he2015delving} is the default.',
    'Xavier and ⟦He et al. (2015)⟧{he2015delving} are variants of it.',
    'Over the line: ⟦He et\nal. (2015)⟧{he2015delving}, and ⟦Glorot and\nBengio (2010)⟧{glorot2010}.',
    'Emphasised: ⟦He _et al._ (2015)⟧{he2015delving} and **⟦Glorot and Bengio** (2010)⟧{glorot2010}.',
    'A report by ⟦OpenAI (2023)⟧{openai2023}.',
    'Old but gold: ⟦Vapnik (1998)⟧{vapnik1998}, also ⟦Vapnik 1998⟧{vapnik1998} and (⟦Vapnik, 1998⟧{vapnik1998}).',
  ],
  'possessives and several years': [
    "⟦He et al.'s (2015)⟧{he2015delving} gain is used.",
    '⟦Glorot and Bengio’s 2010⟧{glorot2010} paper started it.',
    "⟦Mishkin and Matas' (2015)⟧{mishkin2015} procedure needs a batch.",
    '⟦He et al. (2015⟧{he2015delving}, ⟦2016⟧{he2016deep,he2016identity}) wrote both.',
    'See ⟦He et al., 2015⟧{he2015delving}; ⟦2016⟧{he2016deep,he2016identity}.',
  ],
  'names of several words, with accents, of organisations': [
    '⟦van der Maaten and Hinton (2008)⟧{maaten2008} embed it.',
    '⟦Van der Maaten & Hinton, 2008⟧{maaten2008} as well.',
    'Laurens ⟦van der Maaten and Geoffrey Hinton (2008)⟧{maaten2008} wrote it.',
    '⟦Maaten and Hinton (2008)⟧{maaten2008} without the small words.',
    '⟦Müller et al. (2019)⟧{mueller2019}, ⟦Mueller et al. (2019)⟧{mueller2019} and ⟦Muller et al. (2019)⟧{mueller2019}.',
    'So ⟦Krüger (2017)⟧{kruger2017} oder ⟦Krueger (2017)⟧{kruger2017}.',
    '⟦Lopez-Paz and Ranzato (2017)⟧{lopezpaz2017} use a memory, ⟦Lopez Paz & Ranzato 2017⟧{lopezpaz2017} too.',
    "⟦O'Brien (2020)⟧{obrien2020} and ⟦O’Brien 2020⟧{obrien2020}.",
  ],
  'one name, several entries': [
    '⟦He et al. (2016)⟧{he2016deep,he2016identity} go deeper.',
    '⟦Smith et al. (2019)⟧{smith2019a,smith2019b} may be either.',
    '⟦Smith, Dherin & Barrett (2019)⟧{smith2019b} is one of them.',
  ],
  'common words as family names': [
    '⟦Young and Park (2012)⟧{young2012b} is a pair.',
    '⟦He et al. 2015⟧{he2015delving} is no pronoun.',
  ],
  'titles as they are': [
    'Read ⟦Deep Residual Learning for Image Recognition⟧{he2016deep} again.',
    'Read ⟦deep residual learning for image recognition⟧{he2016deep} again.',
    'READ ⟦DEEP RESIDUAL LEARNING FOR IMAGE RECOGNITION⟧{he2016deep}.',
    '⟦All you need is a good init⟧{mishkin2015} is short.',
    'Not ⟦all you need is a good init⟧{mishkin2015} but ⟦Attention Is All You Need⟧{vaswani2017}.',
    'The paper “⟦attention is all you need⟧{vaswani2017}” came later.',
    '# ⟦Understanding the difficulty of training deep feedforward neural networks⟧{glorot2010}\n\nNotes.',
    '- **⟦Gradient Episodic Memory for Continual Learning⟧{lopezpaz2017}**: to do',
    'Over the line: ⟦Identity Mappings in\nDeep Residual Networks⟧{he2016identity}.',
    '> In ⟦Identity Mappings in\n> Deep Residual Networks⟧{he2016identity} they say so.',
    'Asked in ⟦When Does Label Smoothing Help⟧{mueller2019} and by others.',
    '⟦When does label smoothing help?⟧{mueller2019} They answer it.',
    '⟦Visualizing Data using t-SNE⟧{maaten2008} or ⟦visualizing data using t‑SNE⟧{maaten2008}.',
    '⟦Pretraining Without Natural Images⟧{kataoka2020} is ⟦Pre-Training without Natural Images⟧{kataoka2020}.',
    '⟦On lazy training in differentiable programming⟧{chizat2019} has a theorem.',
    'In ⟦do not decay the learning rate, increase the batch size⟧{smith2019a} it grows.',
    'In ⟦do not decay the learning rate increase the batch size⟧{smith2019a} too.',
    '⟦Über die Initialisierung tiefer Netze⟧{kruger2017}, ⟦Ueber die Initialisierung tiefer Netze⟧{kruger2017}.',
    '《⟦深度学习中的权重初始化方法综述⟧{li2018}》很有用。',
  ],
  'titles without their subtitle': [
    '⟦Delving Deep into Rectifiers⟧{he2015delving} brought the gain.',
    '⟦Delving Deep into Rectifiers: Surpassing Human-Level Performance on ImageNet Classification⟧{he2015delving}.',
    'In "⟦delving deep into rectifiers⟧{he2015delving}" there is more.',
  ],
  'short titles, with what shows that they are meant': [
    'The model of ⟦Latent Dirichlet Allocation⟧{blei2003} has three levels.',
    'Blei wrote ⟦latent Dirichlet allocation⟧{blei2003} with others.',
    'Their model, ⟦latent dirichlet allocation⟧{blei2003} [@blei2003], has three levels.',
    'The review "⟦Deep Learning⟧{lecun2015}" is short.',
    'The review _⟦Deep Learning⟧{lecun2015}_ is short.',
    'For an overview see ⟦Deep Learning⟧{lecun2015} [@lecun2015].',
    'Bengio called it ⟦Curriculum Learning⟧{bengio2009}.',
    'After ⟦Statistical Learning Theory⟧{vapnik1998} came the rest.',
  ],
  'both at once': [
    '⟦He et al. (2015)⟧{he2015delving}, ⟦Delving Deep into Rectifiers⟧{he2015delving}, page 4.',
    '⟦Saxe et al., 2013⟧{saxe2013}: ⟦exact solutions to the nonlinear dynamics of learning in deep linear neural networks⟧{saxe2013}',
  ],
};

/** Near misses: nothing is named in them. */
export const UNNAMED: Readonly<Record<string, readonly string[]>> = {
  'another year or other authors': [
    'He et al. (2014) is another paper.',
    'He et al. (12015) is no year.',
    'Between He et al. 2015-2018 much happened.',
    'He et al. have 2015 neurons.',
    'Glorot and Matas (2010) never wrote together.',
    'Glorot (2010) alone did not write it.',
    'Bengio (2010) was second.',
    'Bengio and Glorot (2010) is the wrong order.',
    'Mishkin et al. [12] is a number.',
    'Mishkin, 2015 was a good year.',
    'Zhang and Mishkin (2015) is another pair.',
    '(Zhang, He et al., 2015) begins with another.',
    'LeCun and Bengio (2015) lacks the third.',
    'LeCun, Bengio, Hinton, and Sun (2015) has one too many.',
    'Vapnik et al. (1998) was alone.',
    'Paul-Vapnik (1998) is a longer name.',
    'Von Krüger (2017) is somebody else, and so is von Krüger (2017).',
    'Lopez (2017) and Paz (2017) are others.',
    'The he et al. (2015) variant in small letters.',
    'Released by OpenAI in 2023.',
  ],
  'common words before a year': [
    'He (2015) and Young (2012) say little.',
    'May 1973 was cold, and so was May (1973).',
    'In 2015, he et al. were unknown.',
    'Young, 2012 graduates filled the room.',
    'When he (2016) came.',
  ],
  'titles as phrases': [
    'We apply deep learning to it.',
    'We study Deep Learning here.',
    'Deep learning is everywhere.',
    'The Deep Learning group met.',
    'We use latent dirichlet allocation for topics.',
    'Latent dirichlet allocation is a model.',
    'We use curriculum learning, and "curriculum learning" it is.',
    'It is all about statistical learning theory.',
    'Deception is a topic, "Deception" is, and so is _Deception_ [@adar2010].',
    'Batch normalization is used throughout; Batch Normalization: yes.',
    'We trained in 2015, deep learning was young.',
  ],
  'parts of titles and other titles': [
    'Deep residual learning for images.',
    'Deep Residual Learning for Image Recognition2 is a typo.',
    'Deep, Residual Learning for Image Recognition',
    'Attention is all you wanted.',
    'You need is a good init.',
    'All you need is a good. Init follows.',
    'Identity Mappings in Deep\n\nResidual Networks.',
    'Delving into Deep Rectifiers',
  ],
  'quiet zones': [
    'Code: `He et al. (2015)` and `All you need is a good init`.',
    '```\nAll you need is a good init\nHe et al. (2015)\n```',
    'A link [there](https://example.org/He-et-al-2015 "All you need is a good init").',
    '<!-- He et al. (2015) -->\n\nNothing.',
    '---\ntitle: All you need is a good init\n---\n\nNothing.',
    'He `et al.` (2015) is broken by code.',
  ],
};
