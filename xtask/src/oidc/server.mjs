// A real OAuth 2.0 server (oidc-provider) in two roles at once: the provider behind a homeserver's
// own single sign-on, and the stand-in for the Matrix Authentication Service (MAS) that a
// homeserver delegates to. What is not oidc-provider's own follows MAS; see mod.rs.
// Arguments: oidc-provider's main module, and the settings as JSON.
import http from 'node:http';

const [library, settings] = process.argv.slice(1);
const { default: Provider, errors } = await import(library);
const { port, issuer, client, secret, terms } = JSON.parse(settings);

const ADMIN = 'urn:synapse:admin:*';
const DEVICE = /^urn:matrix:(?:org\.matrix\.msc2967\.)?client:device:(.+)$/;
// What access tokens are for. It goes with every request, so that scopes may have any form.
const RESOURCE = 'urn:homeserver';
// The characters that MAS lets a client's addresses have: no query, for one.
const ADDRESS = /^[a-z][a-z0-9+.-]*:\/\/([a-z0-9.-]+|\[::1\])(?::\d+)?\/[A-Za-z0-9/.-]*$/;

const stored = new Map();
const answered = {};

class Store {
  constructor(model) { this.model = model; }
  key(id) { return `${this.model}:${id}`; }
  async upsert(id, payload) { stored.set(this.key(id), payload); }
  async find(id) { return stored.get(this.key(id)); }
  async findByUid(uid) { return kept(this.model, (it) => it.uid === uid)[0]; }
  async consume(id) { stored.get(this.key(id)).consumed = now(); }
  async destroy(id) { stored.delete(this.key(id)); }
  async revokeByGrantId(grant) { forget(this.model, (it) => it.grantId === grant); }
}

function now() { return Math.floor(Date.now() / 1000); }

function kept(model, wanted) {
  return [...stored].filter(([key, it]) => key.startsWith(`${model}:`) && wanted(it)).map(([, it]) => it);
}

function forget(model, unwanted) {
  for (const [key, it] of stored) {
    if (key.startsWith(`${model}:`) && unwanted(it)) stored.delete(key);
  }
}

function isKnown(scope) {
  return ['openid', 'email', 'urn:mas:admin', ADMIN].includes(scope)
    || terms.prefixes.some((it) => scope === `${it}api:*` || scope.startsWith(`${it}device:`));
}

const provider = new Provider(issuer, {
  adapter: Store,
  clients: [{
    client_id: client,
    client_secret: secret,
    redirect_uris: [`${issuer}_synapse/client/oidc/callback`],
  }],
  clockTolerance: 0,
  cookies: { keys: [secret] },
  discovery: {
    account_management_uri: `${issuer}account/`,
    account_management_actions_supported: ['org.matrix.profile', 'org.matrix.sessions_list'],
    introspection_endpoint: `${issuer}oauth2/introspect`,
  },
  expiresWithSession: () => false,
  features: {
    devInteractions: { enabled: false },
    registration: { enabled: true },
    resourceIndicators: {
      enabled: true,
      defaultResource: (ctx, { clientId }) => (clientId === client ? undefined : RESOURCE),
      getResourceServerInfo: (ctx) => {
        const scope = ctx.oidc.params.scope ?? ctx.oidc.entities.RefreshToken?.scope ?? '';
        const unknown = scope.split(' ').find((it) => it && !isKnown(it));
        if (unknown) throw new errors.InvalidScope('unknown scope', unknown);
        return { scope, accessTokenFormat: 'opaque' };
      },
      useGrantedResource: () => true,
    },
    revocation: { enabled: true },
    rpInitiatedLogout: { enabled: false },
  },
  findAccount: (ctx, accountId) => ({ accountId, claims: () => ({ sub: accountId }) }),
  issueRefreshToken: (ctx, owner) => owner.grantTypeAllowed('refresh_token'),
  // Every request is asked about anew.
  loadExistingGrant: (ctx) => {
    const { consent: given } = ctx.oidc.result ?? {};
    return given && provider.Grant.find(given.grantId);
  },
  rotateRefreshToken: () => true,
  routes: {
    authorization: '/authorize',
    jwks: '/oauth2/keys.json',
    registration: '/oauth2/registration',
    revocation: '/oauth2/revoke',
    token: '/oauth2/token',
    userinfo: '/oauth2/userinfo',
  },
  ttl: {
    AccessToken: () => terms.access_seconds,
    Grant: () => 86400,
    IdToken: () => 3600,
    Interaction: () => 3600,
    RefreshToken: () => 86400,
    Session: () => 3600,
  },
});

// The homeserver's port is not known beforehand.
const { redirectUriAllowed } = provider.Client.prototype;
provider.Client.prototype.redirectUriAllowed = function allowed(uri) {
  const callback = /^http:\/\/127\.0\.0\.1:\d+\/_synapse\/client\/oidc\/callback$/;
  return this.clientId === client ? callback.test(uri) : redirectUriAllowed.call(this, uri);
};

provider.use(async (ctx, next) => {
  await next();
  const after = { registration: registered, token: issued, revocation: revoked };
  if (ctx.oidc && ctx.status < 300) await after[ctx.oidc.route]?.(ctx);
});

function count(what) { answered[what] = (answered[what] ?? 0) + 1; }

// Refuses what MAS's policy on registration refuses, but lets addresses be insecure.
function registered(ctx) {
  const { client_id: id, client_uri: uri, redirect_uris: uris, ...rest } = ctx.body;
  const host = (it) => ADDRESS.exec(it ?? '')?.[1];
  const others = [...uris, rest.logo_uri, rest.policy_uri, rest.tos_uri].filter(Boolean);
  const isBelow = (it) => host(it) && `.${host(it)}`.endsWith(`.${host(uri)}`);
  const stray = others.find((it) => !isBelow(it));
  if (host(uri) && !stray) {
    count('registrations');
    return;
  }
  stored.delete(`Client:${id}`);
  ctx.status = 400;
  const error_description = host(uri) ? `not an address below client_uri: ${stray}` : 'invalid client_uri';
  ctx.body = { error: 'invalid_client_metadata', error_description };
}

async function issued(ctx) {
  const { AccessToken: token } = ctx.oidc.entities;
  count(ctx.oidc.params.grant_type);
  forget('AccessToken', (it) => it.grantId === token.grantId && it.jti !== token.jti);
  await device('upsert', token);
}

// Ends the session as a whole, whichever token is shown.
async function revoked(ctx) {
  const { AccessToken: access, RefreshToken: refresh } = ctx.oidc.entities;
  const token = access ?? refresh;
  if (!token) return;
  count(access ? 'access_revocations' : 'refresh_revocations');
  forget('AccessToken', (it) => it.grantId === token.grantId);
  forget('RefreshToken', (it) => it.grantId === token.grantId);
  await device('delete', token);
}

async function endAccess(user) {
  const tokens = kept('AccessToken', (it) => it.accountId === user);
  forget('AccessToken', (it) => it.accountId === user);
  for (const token of tokens) await device('delete', token);
}

// A homeserver believes in a token with a device only while it knows the device.
async function device(change, { scope, accountId }) {
  const [, id] = scope?.split(' ').map((it) => DEVICE.exec(it)).find(Boolean) ?? [];
  if (!id || !terms.homeserver) return;
  const answer = await fetch(`${terms.homeserver}/_synapse/mas/${change}_device`, {
    method: 'POST',
    headers: { Authorization: `Bearer ${secret}`, 'Content-Type': 'application/json' },
    body: JSON.stringify({ localpart: accountId, device_id: id }),
  });
  if (!answer.ok && answer.status !== 404) throw new Error(`${change}_device: ${answer.status}`);
}

async function introspect(request) {
  const form = new URLSearchParams(await body(request));
  const asksInDue = request.headers.authorization === `Bearer ${secret}`;
  const token = asksInDue && await provider.AccessToken.find(form.get('token') ?? '');
  if (!token) return { active: false };
  const { accountId: username, clientId: client_id, scope, iat, exp } = token;
  return { active: true, sub: username, username, client_id, scope, iat, exp, expires_in: exp - now() };
}

const controls = {
  answered: () => answered,
  terms: (changes) => Object.assign(terms, changes),
  forget_clients: () => forget('Client', () => true),
  end_access: ({ user }) => endAccess(user),
  end_refresh: ({ user }) => forget('RefreshToken', (it) => it.accountId === user),
  is_active: async ({ token }) => {
    const found = await provider.AccessToken.find(token) ?? await provider.RefreshToken.find(token);
    return Boolean(found?.isValid);
  },
  issue: async ({ user: accountId, scope }) => {
    const owner = await provider.Client.find(client);
    const grantId = await new provider.Grant({ accountId, clientId: client }).save();
    const token = { accountId, client: owner, grantId, scope, gty: 'control', expiresIn: 86400 };
    return new provider.AccessToken(token).save();
  },
};

function escaped(text) { return text.replace(/[&<>"]/g, (it) => `&#${it.charCodeAt(0)};`); }

async function interaction(request, response) {
  const { params } = await provider.interactionDetails(request, response);
  if (request.method === 'POST') {
    const form = new URLSearchParams(await body(request));
    const result = form.get('action') === 'deny'
      ? { error: 'access_denied', error_description: 'The user has refused' }
      : await consent(form.get('user') ?? '', params);
    const options = { mergeWithLastSubmission: false };
    await provider.interactionFinished(request, response, result, options);
    return;
  }
  const { clientName, clientId } = await provider.Client.find(params.client_id);
  response.setHeader('Content-Type', 'text/html; charset=utf-8');
  response.end(`<!doctype html>
<html lang="en"><meta charset="utf-8"><title>Log in</title><link rel="icon" href="data:,">
<h1>Log in</h1>
<p>${escaped(clientName ?? clientId)} asks for: ${escaped(params.scope ?? '')}</p>
<form method="post">
<label>User name <input name="user" value="${escaped(params.login_hint ?? '')}" autofocus></label>
<button name="action" value="login">Log in</button>
<button name="action" value="deny">Deny</button>
</form></html>`);
}

async function consent(accountId, { client_id: clientId, scope = '' }) {
  const refused = scope.split(' ').includes(ADMIN) && !terms.admins.includes(accountId);
  if (refused && terms.refusal === 'denied') {
    return { error: 'access_denied', error_description: 'The user is no administrator' };
  }
  const grant = new provider.Grant({ accountId, clientId });
  grant.addOIDCScope('openid');
  grant.addResourceScope(RESOURCE, scope);
  if (refused) grant.rejectResourceScope(RESOURCE, ADMIN);
  return { login: { accountId }, consent: { grantId: await grant.save() } };
}

async function body(request) {
  let text = '';
  for await (const piece of request.setEncoding('utf8')) text += piece;
  return text;
}

function json(response, value) {
  response.setHeader('Content-Type', 'application/json');
  response.end(JSON.stringify(value ?? null));
}

const served = provider.callback();

async function serve(request, response) {
  const { pathname } = new URL(request.url, issuer);
  const [, area, name] = pathname.split('/');
  if (area === 'control') {
    json(response, await controls[name](JSON.parse(await body(request))));
    return;
  }
  if (area === 'interaction') {
    await interaction(request, response);
    return;
  }
  if (area === 'oauth2' || area === '.well-known') {
    response.setHeader('Access-Control-Allow-Origin', '*');
    response.setHeader('Access-Control-Allow-Methods', 'GET, POST');
    response.setHeader('Access-Control-Allow-Headers', 'Authorization, Content-Type, Accept');
    if (request.method === 'OPTIONS') {
      response.writeHead(204).end();
      return;
    }
  }
  if (pathname === '/oauth2/introspect') {
    json(response, await introspect(request));
    return;
  }
  // Nobody is remembered: every sign-in shows the form.
  const { cookie } = request.headers;
  if (cookie) request.headers.cookie = cookie.split('; ').filter((it) => !it.startsWith('_session')).join('; ');
  served(request, response);
}

http.createServer((request, response) => {
  serve(request, response).catch((error) => {
    console.error(error);
    response.writeHead(500).end();
  });
}).listen(port, '127.0.0.1');
