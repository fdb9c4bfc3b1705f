/** Admin routes for alerts: the list of alerts, and a test of a channel. */
import type { HttpBindings } from "@hono/node-server";
import type { Hono } from "hono";
import { parsed, SMALL_BYTES_MAX } from "../app.ts";
import { GatewayError } from "../errors.ts";
import { readBody } from "../gateway/body.ts";
import { fieldsOf } from "../narrow.ts";

export interface AlertsPlane {
  readonly shown: () => object;
  /** Sends a test alert. Rejects with GatewayError where the channel is not configured or does not accept it. */
  readonly test: (channel: string) => Promise<object>;
}

export function alertRoutes(app: Hono<{ Bindings: HttpBindings }>, plane: AlertsPlane): void {
  app.get("/admin/alerts", (c) => c.json(plane.shown()));
  app.post("/admin/alerts/test", async (c) => {
    const body = parsed((await readBody(c.env.incoming, SMALL_BYTES_MAX)).toString("utf8"));
    const { channel } = fieldsOf(body);
    if (typeof channel !== "string")
      throw new GatewayError("bad_request", 'Send {"channel": "webhook", "slack" or "email"}.', "channel");
    return c.json(await plane.test(channel));
  });
}
