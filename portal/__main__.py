"""The command line: `congvu serve | work | meet | demo | migrate | create-admin | backup | restore | check`."""

import asyncio
import gc
import logging
import os
import signal
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TypeVar

import click
import uvicorn

from portal import media_server
from portal.settings import settings

T = TypeVar("T")


@click.group(help="Cổng Công vụ, the portal of a government department.")
def main() -> None:
    """What every command does first."""
    Path(settings().data).mkdir(parents=True, exist_ok=True, mode=0o700)
    logging.basicConfig(level=settings().log_level, format="%(asctime)s %(levelname)s %(name)s %(message)s")


@main.command()
@click.option("--reload", is_flag=True, help="Start anew whenever the code changes.")
def serve(reload: bool) -> None:
    """Serve the portal, and do its jobs unless they run apart."""
    _serve(reload)


def _serve(reload: bool = False) -> None:
    own = settings()
    gc.disable()  # Until the application is made: that makes much and lets go of nothing.
    uvicorn.run(
        "portal.app:create_served",
        factory=True,
        host=own.host,
        port=own.port,
        reload=reload,
        reload_includes=["*.html", "*.css", "*.js", "*.po"] if reload else None,
        log_level=own.log_level.lower(),
        access_log=False,
        proxy_headers=True,
        forwarded_allow_ips=own.trusted_proxies,
        timeout_graceful_shutdown=10,
        server_header=False,
        ws_max_size=65_536,
    )


@main.command()
def work() -> None:
    """Do jobs alone, beside one or more portals that share the database."""
    asyncio.run(_work())


async def _work() -> None:
    from portal.app import registry
    from portal.jobs.worker import Worker
    from portal.kit.database import start_database, stop_database
    from portal.kit.workers import stop_workers
    from portal.migrations.runner import migrate
    from portal.web import live

    await start_database()
    await migrate()
    worker = Worker(registry())
    loop = asyncio.get_running_loop()
    for name in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(name, worker.stop)
    try:
        async with live.running():
            await worker.run()
    finally:
        stop_workers()
        await stop_database()


@main.command()
@click.option("--reload", is_flag=True, help="Start anew whenever the code changes.")
def demo(reload: bool) -> None:
    """A small living department to try everything in: made when it is not there yet, then served."""
    own = settings()
    address = own.address
    os.environ |= {
        "CONGVU_DEMO": "yes",
        "CONGVU_TSA_URL": own.tsa_url or f"{address}/demo/tsa",
        "CONGVU_REVOCATION": "local",
        "CONGVU_MEETINGS_URLS": media_server.demo_url(own),
    }
    settings.cache_clear()
    asyncio.run(_with_database(_seed))
    keeper = media_server.Keeper(media_server.beside(os.environ))
    signal.signal(signal.SIGTERM, _leave)  # The server hands the signal on to this once it has stopped.
    try:
        _announce(address, keeper)
        _serve(reload)
    finally:
        keeper.stop()


def _leave(_number: int, _frame: object) -> None:
    sys.exit(0)


async def _seed() -> None:
    from portal.seeds.demo import seed

    await seed()


def _announce(address: str, keeper: media_server.Keeper) -> None:
    """Say where it is and who one can be, once it answers; from a thread, because the server has the main one.

    Only then the media server is started, so that it delays no page.
    """
    from threading import Thread

    Thread(target=_say_ready, args=(address, keeper), daemon=True).start()


def _say_ready(address: str, keeper: media_server.Keeper) -> None:
    import time
    import urllib.error
    import urllib.request

    from portal.people.passwords import OF_THE_DEMO
    from portal.seeds.people import MEMBERS
    from portal.seeds.pki import PASSPHRASE

    for _attempt in range(600):
        try:
            urllib.request.urlopen(f"{address}/healthz", timeout=2).read()
            break
        except (urllib.error.URLError, OSError):
            time.sleep(0.05)
    print(f"Ready: {address}", flush=True)
    print(f"Log in as one of these with the password {OF_THE_DEMO}; keys sign with {PASSPHRASE!r}:")
    for member in MEMBERS:
        print(f"  {member.login:<10} {member.full_name} – {member.position}, {member.unit}")
    sys.stdout.flush()
    keeper.start()


@main.command()
def migrate() -> None:
    """Bring the database up to date."""
    from portal.migrations.runner import migrate as run

    click.echo(f"{asyncio.run(_with_database(run))} steps applied")


async def _with_database(do: Callable[[], Awaitable[T]]) -> T:
    from portal.kit.database import start_database, stop_database
    from portal.kit.workers import stop_workers
    from portal.migrations.runner import migrate as run

    await start_database()
    try:
        if do is not run:
            await run()
        return await do()
    finally:
        stop_workers()
        await stop_database()


@main.command("create-admin")
@click.argument("login")
@click.argument("full_name")
@click.password_option(help="Asked for when it is not given.")
def create_admin(login: str, full_name: str, password: str) -> None:
    """Give an installation its first administrator, who signs in as LOGIN."""
    from portal.people.actions.accounts import create_administrator
    from portal.people.passwords import hash_password, problem_with

    problem = problem_with(password, [login, full_name])
    if problem:
        raise click.ClickException(problem)
    asyncio.run(_with_database(lambda: create_administrator(login, full_name, hash_password(password))))
    click.echo(f"{login} may sign in at {settings().address}/login")


@main.command()
@click.argument("archive", type=click.Path(dir_okay=False, path_type=Path))
def backup(archive: Path) -> None:
    """Copy database, files and keys into one ARCHIVE while people work."""
    from portal.backup import backup as copy

    click.echo(f"{archive}: {', '.join(asyncio.run(copy(archive.absolute())))}")


@main.command()
@click.argument("archive", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def restore(archive: Path) -> None:
    """Fill an empty installation from an ARCHIVE."""
    from portal.backup import CannotRestore
    from portal.backup import restore as fill

    try:
        click.echo(f"restored: {', '.join(asyncio.run(fill(archive.absolute())))}")
    except CannotRestore as error:
        raise click.ClickException(str(error)) from error


@main.command()
def check() -> None:
    """Look whether the log's chain holds and every file is there unchanged; exits with 1 where not."""
    from portal.upkeep import check_everything

    problems = asyncio.run(_with_database(check_everything))
    for problem in problems:
        click.echo(problem)
    click.echo(f"{len(problems)} problems")
    sys.exit(1 if problems else 0)


@main.command()
def meet() -> None:
    """Become a media server for meetings; MEETINGS_… settings count, the portal's fill in what is missing."""
    os.execve(sys.executable, media_server.COMMAND, media_server.environment(os.environ))


if __name__ == "__main__":
    main()
