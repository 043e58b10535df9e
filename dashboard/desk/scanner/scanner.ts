/** Reads a QR code from the camera: with the browser's own detector where there is one, else with a library. */

/** Of the Barcode Detection API, what is used here; the DOM's types do not have it yet. */
interface BarcodeDetector {
  detect(image: HTMLVideoElement): Promise<readonly { readonly rawValue: string }[]>;
}
type BarcodeDetectorClass = {
  new (options: { readonly formats: readonly string[] }): BarcodeDetector;
  getSupportedFormats(): Promise<readonly string[]>;
};

type ReadCode = (video: HTMLVideoElement) => Promise<string | undefined>;

/** Between two looks: a phone warms up if it looks all the time. */
const pauseMs = 120;

/** The first code that the camera sees; undefined once it is called off. Errors: rejects where there is no camera. */
export async function scan(video: HTMLVideoElement, signal: AbortSignal): Promise<string | undefined> {
  const readCode = await codeReader();
  // A page that did not come over HTTPS has no camera.
  if (navigator.mediaDevices === undefined) throw new DOMException('No secure page', 'NotAllowedError');
  const stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: 'environment' } });
  try {
    video.srcObject = stream;
    await video.play();
    while (!signal.aborted) {
      const code = await readCode(video);
      if (code !== undefined) return code;
      await new Promise((resolve) => setTimeout(resolve, pauseMs));
    }
    return undefined;
  } finally {
    for (const track of stream.getTracks()) track.stop();
  }
}

async function codeReader(): Promise<ReadCode> {
  const { BarcodeDetector: Detector } = globalThis as { BarcodeDetector?: BarcodeDetectorClass };
  const formats = (await Detector?.getSupportedFormats().catch(() => undefined)) ?? [];
  if (Detector === undefined || !formats.includes('qr_code')) return readerOfLibrary();
  const detector = new Detector({ formats: ['qr_code'] });
  return async (video) => (await detector.detect(video))[0]?.rawValue;
}

async function readerOfLibrary(): Promise<ReadCode> {
  const { default: library } = await import('jsqr');
  const canvas = document.createElement('canvas');
  const context = canvas.getContext('2d', { willReadFrequently: true });
  return async (video) => {
    const { videoWidth: width, videoHeight: height } = video;
    if (context === null || width === 0) return undefined;
    Object.assign(canvas, { width, height });
    context.drawImage(video, 0, 0);
    const code = library.default(context.getImageData(0, 0, width, height).data, width, height)?.data;
    return code === '' ? undefined : code;
  };
}
