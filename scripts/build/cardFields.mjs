// What each field of a card means, taken from the schema: `year`, and `authors.given` for a field of an item.
import { readFileSync } from 'node:fs';

export function cardFields(schemaFile) {
  const { properties, definitions } = JSON.parse(readFileSync(schemaFile, 'utf8'));
  const resolved = (schema) =>
    schema?.$ref ? definitions[schema.$ref.replace('#/definitions/', '')] : schema;
  const fields = Object.entries(properties).flatMap(([field, schema]) => {
    const item = resolved(schema.items);
    const record = [item, ...(item?.oneOf ?? [])].find((one) => one?.properties);
    return [
      [field, schema.description],
      ...Object.entries(record?.properties ?? {}).map(([name, { description }]) => {
        return [`${field}.${name}`, description];
      }),
    ];
  });
  return Object.fromEntries(fields);
}
