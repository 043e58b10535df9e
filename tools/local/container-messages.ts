/** What a container needs to know of its function. */
export interface ContainerSetup {
  readonly bundleFile: string;
  /** Keeps what a container compiled of its bundle for the next one. @default a folder of Node's among temporary files */
  readonly compiledIn?: string;
  readonly exportName: string;
  readonly functionName: string;
  readonly functionArn: string;
  readonly memoryMegabytes: number;
}

/** Events and results cross as JSON, as they do on Lambda, so that nothing else can get through. */
export interface ContainerRequest {
  readonly requestId: string;
  readonly event: string;
  readonly deadlineMs: number;
  /** What the SDK puts on every request of the invocation. */
  readonly trace: string;
}

export type ContainerAnswer =
  | { readonly requestId: string; readonly ok: true; readonly payload: string }
  | {
      readonly requestId: string;
      readonly ok: false;
      readonly error: { readonly name: string; readonly message: string; readonly stack: string };
    };

/** `ready` is sent once, when the bundle is imported or has failed to be. */
export type ContainerMessage = 'ready' | ContainerAnswer;
