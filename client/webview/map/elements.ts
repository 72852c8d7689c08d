// Owns finding the page's elements and making new ones. Text is only ever set as text.

/** The element with this id; the page and its script are built together, so it is there. */
export function find<E extends Element>(id: string, type: new () => E): E {
  const element = document.getElementById(id);
  if (!(element instanceof type)) throw new Error(`The page has no ${type.name} #${id}.`);
  return element;
}

/** A new element with a class and what stands in it. */
export function make<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  name: string,
  ...content: readonly (Node | string)[]
): HTMLElementTagNameMap[Tag] {
  const element = document.createElement(tag);
  if (name !== '') element.className = name;
  element.append(...content);
  return element;
}

export function makeButton(name: string, label: string, onClick: () => void): HTMLButtonElement {
  const button = make('button', name, label);
  button.type = 'button';
  button.addEventListener('click', onClick);
  return button;
}
