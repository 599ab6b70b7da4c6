// One picture in a window of its own above other programs; it follows whoever matters most.
export class Floating {
  constructor({ best, closed }) {
    this.best = best;
    this.video = document.createElement("video");
    Object.assign(this.video, { muted: true, autoplay: true, playsInline: true });
    this.video.addEventListener("leavepictureinpicture", () => {
      this.video.srcObject = null;
      closed();
    });
  }

  static get isPossible() {
    return Boolean(document.pictureInPictureEnabled);
  }

  get isOpen() {
    return document.pictureInPictureElement === this.video;
  }

  // False when there is no picture to show yet.
  async toggle() {
    if (this.isOpen) {
      await document.exitPictureInPicture();
      return true;
    }
    if (!this.follow()) return false;
    if (this.video.readyState < HTMLMediaElement.HAVE_METADATA) await new Promise((ready) => this.video.addEventListener("loadedmetadata", ready, { once: true }));
    await this.video.requestPictureInPicture();
    return true;
  }

  follow() {
    const track = this.best();
    if (!track) return this.isOpen;
    if (this.video.srcObject?.getVideoTracks()[0] === track) return true;
    this.video.srcObject = new MediaStream([track]);
    this.video.play().catch(() => {});
    return true;
  }
}
