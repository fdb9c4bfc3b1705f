/** Spans as a collector reads them, from either form of OTLP; of protobuf the few fields that the tests ask for. */

export interface ToldSpan {
  readonly name: string;
  readonly kind: number;
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly traceState?: string;
  readonly startTimeUnixNano: string;
  readonly endTimeUnixNano: string;
  readonly links: readonly { readonly traceId: string; readonly spanId: string }[];
  readonly events: readonly { readonly name: string; readonly timeUnixNano: string }[];
  readonly attributes: readonly { readonly key: string; readonly value: Record<string, unknown> }[];
  readonly status: { readonly code?: number };
}

export interface Told {
  readonly resource: ToldSpan["attributes"];
  readonly scope: string;
  readonly spans: readonly ToldSpan[];
}

export function toldIn(contentType: string | undefined, body: Buffer): Told[] {
  if (contentType === "application/x-protobuf") return all(fields(body), 1).map(resourceSpans);
  const request = JSON.parse(body.toString("utf8"));
  return request.resourceSpans.flatMap(
    (of: {
      resource: { attributes: Told["resource"] };
      scopeSpans: { scope: { name: string }; spans: ToldSpan[] }[];
    }) =>
      of.scopeSpans.map(({ scope, spans }) => ({
        ...{ resource: of.resource.attributes, scope: scope.name, spans },
      })),
  );
}

export function attributesOf(span: Pick<ToldSpan, "attributes"> | undefined): Record<string, unknown> {
  return Object.fromEntries((span?.attributes ?? []).map(({ key, value }) => [key, Object.values(value)[0]]));
}

type Field = readonly [number: number, value: Buffer | bigint];

/** The wire format of protobuf: varint, 64 bits, a length and bytes, 32 bits. */
function fields(bytes: Buffer): Field[] {
  const out: Field[] = [];
  let at = 0;
  const varint = (): bigint => {
    let value = 0n;
    for (let shift = 0n; ; shift += 7n) {
      const byte = bytes[at++];
      if (byte === undefined) throw new Error("the message ends within a number");
      value |= BigInt(byte & 127) << shift;
      if (byte < 128) return value;
    }
  };
  while (at < bytes.length) {
    const tag = Number(varint());
    const type = tag & 7;
    if (type === 0) out.push([tag >> 3, varint()]);
    else {
      const length = type === 1 ? 8 : type === 5 ? 4 : Number(varint());
      if (type !== 1 && type !== 2 && type !== 5) throw new Error(`wire type ${type}`);
      if (at + length > bytes.length) throw new Error("the message ends within a field");
      out.push([tag >> 3, bytes.subarray(at, at + length)]);
      at += length;
    }
  }
  return out;
}

function all(of: readonly Field[], number: number): Buffer[] {
  return of.flatMap(([n, value]) => (n === number && Buffer.isBuffer(value) ? [value] : []));
}

function text(of: readonly Field[], number: number): string {
  return all(of, number)[0]?.toString("utf8") ?? "";
}

function integer(of: readonly Field[], number: number): number {
  return Number(of.find(([n]) => n === number)?.[1] ?? 0);
}

function resourceSpans(bytes: Buffer): Told {
  const of = fields(bytes);
  const scopeSpans = fields(all(of, 2)[0] ?? Buffer.alloc(0));
  return {
    resource: keyValues(fields(all(of, 1)[0] ?? Buffer.alloc(0)), 1),
    scope: text(fields(all(scopeSpans, 1)[0] ?? Buffer.alloc(0)), 1),
    spans: all(scopeSpans, 2).map((span) => toldSpan(fields(span))),
  };
}

function toldSpan(of: readonly Field[]): ToldSpan {
  const ids = (from: readonly Field[], number: number) => all(from, number)[0]?.toString("hex") ?? "";
  const nanos = (from: readonly Field[], number: number) =>
    `${all(from, number)[0]?.readBigUInt64LE() ?? 0n}`;
  const status = all(of, 15)[0];
  return {
    ...{ name: text(of, 5), kind: integer(of, 6), traceId: ids(of, 1), spanId: ids(of, 2) },
    ...(ids(of, 4) === "" ? {} : { parentSpanId: ids(of, 4) }),
    ...(text(of, 3) === "" ? {} : { traceState: text(of, 3) }),
    ...{ startTimeUnixNano: nanos(of, 7), endTimeUnixNano: nanos(of, 8), attributes: keyValues(of, 9) },
    links: all(of, 13)
      .map(fields)
      .map((link) => ({ traceId: ids(link, 1), spanId: ids(link, 2) })),
    events: all(of, 11)
      .map(fields)
      .map((event) => ({
        ...{ name: text(event, 2), timeUnixNano: nanos(event, 1), attributes: keyValues(event, 3) },
      })),
    status: status ? { code: integer(fields(status), 3) } : {},
  };
}

function keyValues(of: readonly Field[], number: number): ToldSpan["attributes"] {
  return all(of, number)
    .map(fields)
    .map((pair) => ({ key: text(pair, 1), value: anyValue(fields(all(pair, 2)[0] ?? Buffer.alloc(0))) }));
}

function anyValue([field]: readonly Field[]): Record<string, unknown> {
  const [number, value] = field ?? [0, 0n];
  if (number === 1) return { stringValue: (value as Buffer).toString("utf8") };
  if (number === 2) return { boolValue: value === 1n };
  if (number === 3) return { intValue: Number(value) };
  return { doubleValue: (value as Buffer).readDoubleLE() };
}
