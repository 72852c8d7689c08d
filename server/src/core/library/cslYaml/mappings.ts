// Owns what a piece of YAML holds: mappings with their values and the places of these.
import {
  COLLECTION_STYLE,
  constructFromEvents,
  EVENT_ID,
  getScalarValue,
  parseEvents,
  SCALAR_STYLE,
  YAMLException,
  type Event,
  type ScalarEvent,
} from 'js-yaml';
import type { Span } from '../../text/span';
import { asList, isRecord, type CslItem } from '../csl/value';
import type { Fault } from './itemLines';

export interface YamlMember {
  readonly name: string;
  readonly nameSpan: Span;
  /** With its quotes or brackets. */
  readonly valueSpan: Span;
  readonly isQuoted: boolean;
}

const LEFT_OUT = 'It is left out.';

export interface YamlMapping extends Span {
  readonly item: CslItem;
  readonly members: readonly YamlMember[];
}

export interface YamlReading {
  readonly mappings: readonly YamlMapping[];
  readonly faults: readonly Fault[];
}

/**
 * Spans are relative to `source`. What is in front of a fault still counts if it is YAML by itself. Linear; never
 * throws.
 */
export function readMappings(source: string): YamlReading {
  const reading = readWhole(source);
  const [fault] = reading.faults;
  if (!fault || reading.mappings.length > 0) return reading;
  const start = source.slice(0, source.lastIndexOf('\n', fault.at - 1) + 1);
  const mappings = start === '' ? [] : readWhole(start).mappings;
  const outcome = mappings.length > 0 ? 'The rest of the entry is not read.' : LEFT_OUT;
  return { mappings, faults: [{ at: fault.at, message: `${fault.message} ${outcome}` }] };
}

function readWhole(source: string): YamlReading {
  try {
    const events = parseEvents(source, {});
    const [root] = constructFromEvents(events, { source });
    return new EventWalk(source, events).read(root);
  } catch (error) {
    return { mappings: [], faults: [faultOf(error)] };
  }
}

function faultOf(error: unknown): Fault {
  if (!(error instanceof YAMLException)) return { at: 0, message: 'This is not valid YAML.' };
  const hint = error.reason.includes('alias') ? ' An alias reaches only into its own entry.' : '';
  const message = `This is not valid YAML (${error.reason}).${hint}`;
  return { at: error.mark?.position ?? 0, message };
}

class EventWalk {
  readonly #source: string;
  readonly #events: readonly Event[];
  #next = 0;
  /** Behind what was walked over. */
  #end = 0;

  constructor(source: string, events: readonly Event[]) {
    [this.#source, this.#events] = [source, events];
  }

  /** The root, or its items where it is a list. */
  read(root: unknown): YamlReading {
    const mappings: YamlMapping[] = [];
    const faults: Fault[] = [];
    // The document itself.
    this.#next = 1;
    if (this.#peek()?.type === EVENT_ID.SEQUENCE) this.#next++;
    for (const item of asList(root)) {
      const isMapping = this.#peek()?.type === EVENT_ID.MAPPING;
      const members: YamlMember[] = [];
      const span = this.#node(members);
      if (isMapping && isRecord(item)) mappings.push({ ...span, item, members });
      else faults.push({ at: span.start, message: 'This is no entry.' });
    }
    return { mappings, faults };
  }

  #peek(): Event | undefined {
    return this.#events[this.#next];
  }

  /** Walks over one node; of a mapping, its members go into `members`. */
  #node(members?: YamlMember[]): Span {
    const event = this.#events[this.#next++];
    if (event?.type === EVENT_ID.SCALAR) return this.#scalar(event);
    if (event?.type === EVENT_ID.ALIAS) {
      this.#end = event.anchorEnd;
      return { start: event.anchorStart - 1, end: event.anchorEnd };
    }
    const isMapping = event?.type === EVENT_ID.MAPPING;
    if (!isMapping && event?.type !== EVENT_ID.SEQUENCE)
      return { start: this.#end, end: this.#end };
    this.#end = event.start;
    while (this.#isInside()) {
      if (isMapping) this.#member(members);
      else this.#node();
    }
    return this.#closed(event.start, event.style, isMapping ? '}' : ']');
  }

  #isInside(): boolean {
    const event = this.#peek();
    return event !== undefined && event.type !== EVENT_ID.POP;
  }

  #scalar(event: ScalarEvent): Span {
    if (event.valueStart < 0) return { start: this.#end, end: this.#end };
    const quote = isQuoted(event) ? 1 : 0;
    this.#end = event.valueEnd + quote;
    return { start: event.valueStart - quote, end: this.#end };
  }

  #member(members: YamlMember[] | undefined): void {
    const key = this.#peek();
    const nameSpan = this.#node();
    const value = this.#peek();
    const valueSpan = this.#node();
    if (!members || key?.type !== EVENT_ID.SCALAR) return;
    const isInQuotes = value?.type === EVENT_ID.SCALAR && isQuoted(value);
    const name = getScalarValue(this.#source, key);
    members.push({ name, nameSpan, valueSpan, isQuoted: isInQuotes });
  }

  #closed(start: number, style: number, bracket: string): Span {
    this.#next++;
    if (style === COLLECTION_STYLE.FLOW) this.#end = this.#source.indexOf(bracket, this.#end) + 1;
    return { start, end: this.#end };
  }
}

function isQuoted({ style }: ScalarEvent): boolean {
  return style === SCALAR_STYLE.SINGLE_QUOTED || style === SCALAR_STYLE.DOUBLE_QUOTED;
}
