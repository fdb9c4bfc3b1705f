/**
 * Configuration: a YAML file and the environment, read once into `Config`, or refused with every fault at once.
 */
export type { Config } from "./config/schema.ts";
