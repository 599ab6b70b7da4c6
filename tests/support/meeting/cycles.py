"""Somebody who joins and leaves over and over from one page, with new connections every time."""

from playwright.async_api import Page

from tests.support.meeting.attendee import House

_ONCE = """async ([address, token, person]) => {
  const meeting = new window.meeting.constructor();
  await meeting.join({ address, token, person, size: { width: 320, height: 180 } });
  const seen = async () => Object.values(await meeting.stats()).some((each) => each.framesDecoded > 0);
  const end = performance.now() + 15000;
  while (!(await seen())) {
    if (performance.now() > end) throw new Error("saw nobody");
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  meeting.say("leave");
  for (const track of meeting.stream.getTracks()) track.stop();
  for (const each of [meeting.sending, meeting.receiving, meeting.socket]) each.close();
  document.body.replaceChildren();
}"""


async def visitor(house: House) -> Page:
    """A page with the least that speaks the protocol."""
    browser = await house.browser()
    context = await browser.new_context()
    house.contexts.append(context)
    page = await context.new_page()
    await page.goto(f"http://127.0.0.1:{house.hall.page}/plain/meeting.html")
    return page


async def cycles(house: House, page: Page, times: int, room: str = "7") -> None:
    """Join, see somebody, leave; so many times."""
    node = house.hall.node(room)
    for _time in range(times):
        token = house.hall.portal.token("account:9", room, node=node.name)
        await page.evaluate(_ONCE, [f"ws://127.0.0.1:{node.port}/meet", token, "account:9"])
