/**
 * Which addresses are internal: not reachable on the open internet. A host name that resolves to one may be an attempt
 * to
 * make the gateway call what only it can reach; so the address is checked when a connection is made, not before.
 */
import type { LookupAddress } from "node:dns";
import { BlockList, isIP, type LookupFunction } from "node:net";

const INTERNAL = new BlockList();
/** The special-purpose networks of IANA's registries, IPv4 and IPv6. */
for (const [net, bits] of [
  ["0.0.0.0", 8],
  ["10.0.0.0", 8],
  ["100.64.0.0", 10],
  ["127.0.0.0", 8],
  ["169.254.0.0", 16],
  ["172.16.0.0", 12],
  ["192.0.0.0", 24],
  ["192.168.0.0", 16],
  ["198.18.0.0", 15],
  ["224.0.0.0", 3],
] as const)
  INTERNAL.addSubnet(net, bits, "ipv4");
for (const [net, bits] of [
  ["::", 128],
  ["::1", 128],
  ["64:ff9b::", 96],
  ["fc00::", 7],
  ["fe80::", 10],
  ["ff00::", 8],
] as const)
  INTERNAL.addSubnet(net, bits, "ipv6");

export function isInternal(address: string): boolean {
  const family = isIP(address);
  if (family === 0) return true;
  // Catches IPv4 addresses written as IPv6 ones too.
  return INTERNAL.check(address, family === 6 ? "ipv6" : "ipv4");
}

/** Resolves a name as `dns.lookup` does with `all`. */
export type Resolve = (
  name: string,
  options: object,
  callback: (error: NodeJS.ErrnoException | null, addresses: LookupAddress[]) => void,
) => void;

/** A `lookup` option for connections that fails with code EINTERNAL where any address of the name is internal. */
export const publicLookup =
  (resolve: Resolve): LookupFunction =>
  (name, options, callback) => {
    resolve(name, { ...options, all: true }, (error, addresses) => {
      if (error) return callback(error, "", 0);
      const inside = addresses.find(({ address }) => isInternal(address));
      if (inside || addresses.length === 0) {
        const refused: NodeJS.ErrnoException = new Error(`${name} is an address of this network`);
        refused.code = "EINTERNAL";
        return callback(refused, "", 0);
      }
      const [first] = addresses;
      if (options.all) callback(null, addresses);
      else callback(null, first!.address, first!.family);
    });
  };
