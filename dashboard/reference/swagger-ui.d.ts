/** Of Swagger UI, what is used here: the package has no types of its own. */
declare module 'swagger-ui-dist/swagger-ui-es-bundle.js' {
  interface SwaggerRequest {
    readonly url: string;
    headers: Record<string, string>;
  }

  export default function SwaggerUIBundle(options: {
    readonly spec: object;
    readonly domNode: HTMLElement;
    /** Before each request that is tried. */
    readonly requestInterceptor: (request: SwaggerRequest) => Promise<SwaggerRequest>;
    /** A service that checks descriptions; null for none. */
    readonly validatorUrl: null;
    readonly docExpansion: 'list';
  }): unknown;
}

declare module 'swagger-ui-dist/swagger-ui.css' {
  const text: string;
  export default text;
}
