/** The reference of the API, in the browser: what `openapi.json` describes, to be read and tried. */
import { render } from 'preact';
import styles from 'swagger-ui-dist/swagger-ui.css' with { type: 'text' };
import swaggerUi from 'swagger-ui-dist/swagger-ui-es-bundle.js';
import { AnswerClient } from '../api/answer-client.ts';
import type { Configuration } from '../configuration.ts';
import { preferredLanguage } from '../page/preferences.ts';
import type { SignIn } from '../sign-in.ts';
import { wordsOf } from '../words/words.ts';

interface Parameter {
  readonly required: boolean;
  readonly example?: unknown;
}
interface Description {
  readonly paths: Readonly<
    Record<string, Readonly<Record<string, { readonly parameters?: readonly Parameter[] }>>>
  >;
}

/** Opened on its own, because the library is larger than all the rest of the page. Requests are sent as whoever is signed in. */
export async function openReference(
  place: HTMLElement,
  { apiUrl = '' }: Configuration,
  signIn: SignIn | undefined,
): Promise<void> {
  const words = wordsOf(preferredLanguage());
  document.documentElement.lang = preferredLanguage();
  const description = await new AnswerClient(apiUrl, signIn).one<Description>('/openapi.json');
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(styles);
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
  place.replaceChildren();
  render(
    <main class="api-reference">
      <p>
        <a href="#/">{words.say('reference.back')}</a>
      </p>
      <div id="api-reference" lang="en" />
    </main>,
    place,
  );
  const domNode = document.getElementById('api-reference');
  if (domNode === null) return;
  swaggerUi({
    spec: { ...unfilled(description), servers: [{ url: apiUrl === '' ? location.origin : apiUrl }] },
    domNode,
    validatorUrl: null,
    docExpansion: 'list',
    async requestInterceptor(request) {
      if (signIn !== undefined) request.headers['Authorization'] = `Bearer ${await signIn.token()}`;
      return request;
    },
  });
}

/** The library sends the example of whatever is left out, a cursor's too: only what must be given keeps its example. */
function unfilled({ paths, ...rest }: Description): object {
  const parameterOf = ({ example, ...parameter }: Parameter): Parameter =>
    parameter.required ? { ...parameter, example } : parameter;
  const operations = (path: Description['paths'][string]) =>
    Object.entries(path).map(([method, { parameters = [], ...operation }]) => [
      method,
      { ...operation, parameters: parameters.map(parameterOf) },
    ]);
  return {
    ...rest,
    paths: Object.fromEntries(
      Object.entries(paths).map(([path, methods]) => [path, Object.fromEntries(operations(methods))]),
    ),
  };
}
