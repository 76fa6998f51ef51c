// An authorization server for tests: it signs in whoever names themselves, as the provider of
// Synapse's single sign-on, and in the place of the Matrix Authentication Service.
import { createInterface } from "node:readline";
import Provider from "oidc-provider";

// Standard output is for answers to orders alone.
const answer = (value) => process.stdout.write(`${JSON.stringify(value ?? null)}\n`);
console.log = console.info = console.warn = console.error;

const { port, secret, admins, accessSeconds, dialect } = JSON.parse(process.argv[2]);
const issuer = `http://127.0.0.1:${port}`;
const resource = `${issuer}/matrix`;
const ADMIN_SCOPE = "urn:synapse:admin:*";
const DEVICE = /^urn:matrix:(?:org\.matrix\.msc2967\.)?client:device:/;

// What it remembers, and what it was asked.
const stored = new Map();
const counts = {};
const prepared = new Map();
let homeserver = null;

class Memory {
  constructor(model) {
    this.model = model;
    if (!stored.has(model)) stored.set(model, new Map());
  }
  get all() {
    return stored.get(this.model);
  }
  async upsert(id, payload) {
    this.all.set(id, payload);
  }
  async find(id) {
    return this.all.get(id);
  }
  async findByUid(uid) {
    return [...this.all.values()].find((it) => it.uid === uid);
  }
  async findByUserCode() {}
  async destroy(id) {
    this.all.delete(id);
  }
  async consume(id) {
    this.all.get(id).consumed = Math.floor(Date.now() / 1000);
  }
  async revokeByGrantId(grantId) {
    for (const [id, it] of this.all) if (it.grantId === grantId) this.all.delete(id);
  }
}

const scopesOf = (text) => (text ?? "").split(" ").filter(Boolean);
const isMatrix = (scope) => scope.startsWith("urn:");

const provider = new Provider(issuer, {
  adapter: Memory,
  clients: [],
  scopes: ["openid", "profile"],
  claims: { openid: ["sub"], profile: ["preferred_username"] },
  clientBasedCORS: () => true,
  cookies: { keys: [secret] },
  discovery: { account_management_uri: `${issuer}/account` },
  pkce: { methods: ["S256"], required: (ctx, client) => client.clientAuthMethod === "none" },
  rotateRefreshToken: true,
  issueRefreshToken: async (ctx, client) => client.grantTypeAllowed("refresh_token"),
  ttl: { AccessToken: accessSeconds, RefreshToken: 3600, Grant: 3600, Session: 3600, Interaction: 600 },
  interactions: { url: (ctx, interaction) => `/sign-in/${interaction.uid}` },
  routes: {
    authorization: "/authorize",
    introspection: "/oauth2/introspect",
    registration: "/oauth2/registration",
    revocation: "/oauth2/revoke",
    token: "/oauth2/token",
  },
  features: {
    devInteractions: { enabled: false },
    introspection: { enabled: true, allowedPolicy: () => true },
    registration: { enabled: true },
    resourceIndicators: {
      enabled: true,
      defaultResource: (ctx) => (scopesOf(ctx.oidc.params?.scope).some(isMatrix) ? resource : undefined),
      useGrantedResource: () => true,
      getResourceServerInfo: (ctx) => ({
        scope: scopesOf(ctx.oidc.params?.scope ?? ctx.oidc.entities.RefreshToken?.scope)
          .filter(isMatrix)
          .join(" "),
        accessTokenFormat: "opaque",
        accessTokenTTL: accessSeconds,
      }),
    },
    revocation: { enabled: true },
    rpInitiatedLogout: { enabled: false },
  },
  findAccount: async (ctx, sub) => ({
    accountId: sub,
    claims: async () => ({ sub, preferred_username: sub }),
  }),
  // Whoever signs in agrees to everything but what is not theirs.
  loadExistingGrant: async (ctx) => {
    const { account, client, params } = ctx.oidc;
    const grant = new provider.Grant({ accountId: account.accountId, clientId: client.clientId });
    for (const scope of scopesOf(params.scope)) {
      if (!isMatrix(scope)) grant.addOIDCScope(scope);
      else if (scope === ADMIN_SCOPE && !admins.includes(account.accountId))
        grant.rejectResourceScope(resource, scope);
      else grant.addResourceScope(resource, scope);
    }
    await grant.save();
    return grant;
  },
});

// Tells the homeserver of a device, as the Matrix Authentication Service does.
async function device(action, accountId, scope) {
  const id = scopesOf(scope).find((it) => DEVICE.test(it))?.replace(DEVICE, "");
  if (!homeserver || !id) return;
  const said = await fetch(`${homeserver}/_synapse/mas/${action}`, {
    method: "POST",
    headers: { Authorization: `Bearer ${secret}`, "Content-Type": "application/json" },
    body: JSON.stringify({ localpart: accountId, device_id: id }),
  });
  if (!said.ok) console.error(action, said.status, await said.text());
}
const revoked = [];
provider.on("access_token.destroyed", (token) => revoked.push(token));
provider.on("refresh_token.destroyed", (token) => revoked.push(token));

provider.use(async (ctx, next) => {
  const asked = `${ctx.get("Origin")} ${ctx.path}`;
  counts[asked] = (counts[asked] ?? 0) + (ctx.method === "OPTIONS" ? 0 : 1);
  ctx.set("Access-Control-Allow-Origin", "*");
  ctx.set("Access-Control-Allow-Headers", "Authorization, Content-Type");
  if (ctx.method === "OPTIONS") {
    ctx.status = 204;
    return;
  }
  const answer = prepared.get(asked);
  if (answer) {
    ctx.status = answer.status;
    if (answer.location) ctx.set("Location", answer.location);
    ctx.body = answer.body ?? {};
    return;
  }
  if (ctx.path.startsWith("/sign-in/")) return signIn(ctx);
  if (ctx.path === "/authorize" && speaksOtherwise(ctx)) return;
  const asHomeserver = ctx.get("Authorization") === `Bearer ${secret}`;
  if (asHomeserver) {
    ctx.req.headers.authorization = `Basic ${Buffer.from(`synapse:${secret}`).toString("base64")}`;
  }
  revoked.length = 0;
  await next();
  if (asHomeserver && ctx.body?.active) {
    const { sub, exp } = ctx.body;
    ctx.body = { ...ctx.body, username: sub, expires_in: exp - Math.floor(Date.now() / 1000) };
  }
  if (ctx.path === "/oauth2/token" && ctx.status === 200) {
    const { AccessToken } = ctx.oidc.entities;
    await device("upsert_device", AccessToken.accountId, AccessToken.scope);
  }
  if (ctx.path === "/oauth2/revoke") {
    for (const token of revoked) await device("delete_device", token.accountId, token.scope);
  }
});

// Refuses scopes in words that this server does not know.
function speaksOtherwise(ctx) {
  const theirs = dialect === "msc2967" ? "urn:matrix:client:" : "urn:matrix:org.matrix.msc2967.";
  const { scope, state, redirect_uri: back, response_mode: mode } = ctx.query;
  if (!scopesOf(scope).some((it) => it.startsWith(theirs))) return false;
  const refusal = new URLSearchParams({ error: "invalid_scope", state, iss: issuer });
  ctx.redirect(`${back}${mode === "fragment" ? "#" : "?"}${refusal}`);
  return true;
}

// The page on which a person signs in: by a name alone.
async function signIn(ctx) {
  if (ctx.method === "POST") {
    let body = "";
    for await (const piece of ctx.req) body += piece;
    const form = new URLSearchParams(body);
    const result = form.has("deny")
      ? { error: "access_denied", error_description: "They said no." }
      : { login: { accountId: form.get("name"), remember: false } };
    ctx.redirect(await provider.interactionResult(ctx.req, ctx.res, result));
    return;
  }
  ctx.type = "html";
  ctx.body = `<!doctype html><html lang="en"><title>Account</title><link rel="icon" href="data:,">
    <form method="post"><label>Name <input name="name"></label>
    <button>Log in</button> <button name="deny" value="1">Deny</button></form></html>`;
}

// Orders come by standard input, one a line; its end is ours.
const orders = {
  homeserver: ({ url, callbacks }) => {
    homeserver = url;
    stored.get("Client").set("synapse", {
      client_id: "synapse",
      client_secret: secret,
      redirect_uris: callbacks,
      grant_types: ["authorization_code"],
      response_types: ["code"],
    });
  },
  counts: () => counts,
  prepare: ({ origin, path, answer }) => {
    prepared.set(`${origin} ${path}`, answer);
  },
};
new Memory("Client");
// A token as a sign-in would bring it, without the browser.
orders.token = async ({ account }) => {
  const scope = ["urn:matrix:client:api:*", ...(admins.includes(account) ? [ADMIN_SCOPE] : [])];
  const client = new provider.Client({
    client_id: "tokens",
    token_endpoint_auth_method: "none",
    redirect_uris: [issuer],
  });
  const grant = new provider.Grant({ accountId: account, clientId: "tokens" });
  for (const one of scope) grant.addResourceScope(resource, one);
  const token = new provider.AccessToken({
    accountId: account,
    client,
    grantId: await grant.save(),
    aud: resource,
    scope: scope.join(" "),
  });
  stored.get("Client").set("tokens", client.metadata());
  return token.save();
};
const input = createInterface({ input: process.stdin });
input.on("line", async (line) => {
  const order = JSON.parse(line);
  answer(await orders[order.do](order));
});
input.on("close", () => process.exit(0));
provider.listen(port, "127.0.0.1", () => answer("listening"));
