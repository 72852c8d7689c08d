/** Three entries, the second with what looks like an item and like a list in its value. */
export const YAML_LIST = `references:
- id: a
  type: book
  title: One
- id: b
  type: book
  abstract: |
    - id: not an entry

    references:
  author:
  - family: Gogh
    given: Vincent
    non-dropping-particle: van
- id: c
  issued: 2015-05-01
`;
