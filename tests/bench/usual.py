"""The usual tools, one after another, on a virtual device that the lab brought up once."""

import re
import shutil
import subprocess
import tempfile
from collections.abc import Generator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from time import monotonic
from typing import cast

from hoshitori.cli.labs import DEFAULT_LAB, open_lab
from hoshitori.facts.login import LoginKind
from hoshitori.instrument import Ui
from hoshitori.schema.declaration import load_declaration
from hoshitori_plugins.login.credentials import credentials_for
from tests.bench.observed import Work

TWIN = "good"
CABLE = "pdut"
ADDRESS = "10.77.0.10"
ADMINISTRATOR = "admin"
OPENED = "Set-Cookie: session="
"""What hydra takes for success at the form, where an answer that holds log-ins back reads like any other page."""

TIMED_OUT, KILLED = 124, 137
"""How `timeout` ends when it stopped a program."""

TCP_PORTS = Work(fact="port-survey", parameters=(("transport", "tcp"),), without=("family",))
UDP_PORTS = Work(fact="port-survey", parameters=(("transport", "udp"),), without=("family",))
SERVICES = (Work(fact="service-identity"), Work(fact="service-names"))
TLS = Work(fact="tls-survey")
SSH = Work(fact="ssh-survey")
FORM_LOGINS = (Work(fact="login-surface", subject="tcp/443"), Work(fact="default-login", subject="tcp/443"))
SSH_LOGINS = (Work(fact="login-surface", subject="tcp/22"), Work(fact="default-login", subject="tcp/22"))


@dataclass(frozen=True, kw_only=True)
class Tool:
    """A usual tool and what it is asked to do.

    Attributes:
        argv: its command line, the program first.
        limit_seconds: when it is stopped.
        done: what it prints, as a pattern, once it has done the work; without that it is left out.
        cannot: what it prints, as a pattern, where this work is beyond it; it is left out then, stopped or not.
        same: which observations of ours do the same work or more.
    """

    who: str
    argv: Sequence[str]
    limit_seconds: int
    done: str
    same: tuple[Work, ...]
    cannot: str = ""


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """How one tool fared.

    Attributes:
        milliseconds: how long it took, start included; its limit, if it was stopped there.
        packets: frames that went to the device meanwhile.
        left_out: why it is no part of the comparison, empty where it is one.
    """

    tool: Tool
    milliseconds: int = 0
    packets: int = 0
    stopped: bool = False
    left_out: str = ""


@dataclass(frozen=True, kw_only=True)
class Place:
    """Beside a device that is up.

    Attributes:
        namespace: the network namespace of its observers.
        pairs: a file of user names and values, colon between, those that our probe tries at the form.
    """

    namespace: Path
    pairs: Path

    def inside(self, argv: Sequence[str]) -> list[str]:
        """The command line that runs a program there."""
        return ["nsenter", f"--net={self.namespace}", "--", *argv]

    def packets(self) -> int:
        """How many frames have gone to the device so far."""
        table = subprocess.run(
            self.inside(["cat", "/proc/net/dev"]), check=True, capture_output=True, text=True, timeout=30
        ).stdout
        (line,) = [line for line in table.splitlines() if line.strip().startswith(f"{CABLE}:")]
        return int(line.partition(":")[2].split()[9])


@contextmanager
def beside_good() -> Generator[Place]:
    """The twin `good`, taken into use with its declared password, gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="hoshitori-bench-") as name:
        folder = Path(name)
        lab = open_lab(DEFAULT_LAB)
        declaration = load_declaration(lab.declaration(TWIN, folder))
        label = [declaration.device.model, declaration.main_sample.serial]
        pairs = credentials_for(LoginKind.HTTP_FORM, [ADMINISTRATOR], label)
        (folder / "pairs").write_text("".join(f"{one.user}:{one.value}\n" for one in pairs), encoding="utf-8")
        bench = lab.up(TWIN, folder)
        try:
            if bench.namespace is None:
                message = "this machine allows no network namespaces: the usual tools have no place of their own"
                raise RuntimeError(message)
            cast("Ui", bench.instruments["Ui"]).set_up()
            yield Place(namespace=bench.namespace, pairs=folder / "pairs")
        finally:
            bench.close()


def hydra_takes_401() -> bool:
    """Whether the hydra of this machine lets a form refuse with 401; it is asked for its help alone."""
    if shutil.which("hydra") is None:
        return False
    told = subprocess.run(["hydra", "-U", "https-post-form"], check=False, capture_output=True, text=True, timeout=30)
    return re.search(r"(?m)^\s*1=", told.stdout) is not None


def usual_tools(pairs: Path) -> tuple[Tool, ...]:
    """What an assessor runs by hand for the same questions."""
    nmap = ["nmap", "-n", "-Pn", "-T4"]
    testssl = ["testssl", "--quiet", "--color", "0", "--warnings", "batch", "--nodns", "none"]
    hydra = ["hydra", "-I", "-C", str(pairs)]
    # without this option, which older versions lack, hydra asks on for ever where a form refuses with 401
    refused = "1=:" if hydra_takes_401() else ""
    form = f"/login:user=^USER^&password=^PASS^:{refused}S={OPENED.replace(':', chr(92) + ':')}"
    return (
        Tool(
            who="nmap -sS, top 1000 TCP ports",
            argv=[*nmap, "-sS", "--top-ports", "1000", ADDRESS],
            limit_seconds=120,
            done=r"1 host up",
            same=(TCP_PORTS,),
        ),
        Tool(
            who="nmap -sU, top 1000 UDP ports",
            argv=[*nmap, "-sU", "--top-ports", "1000", ADDRESS],
            limit_seconds=1200,
            done=r"1 host up",
            same=(UDP_PORTS,),
        ),
        Tool(
            who="nmap -sV, TCP 22, 443, 8883",
            argv=[*nmap, "-sV", "-p", "22,443,8883", ADDRESS],
            limit_seconds=300,
            done=r"1 host up",
            same=SERVICES,
        ),
        Tool(
            who="testssl.sh, 443",
            argv=[*testssl, f"{ADDRESS}:443"],
            limit_seconds=600,
            done=r"(?m)^ Done ",
            same=(TLS,),
        ),
        Tool(
            who="testssl.sh, 8883",
            argv=[*testssl, f"{ADDRESS}:8883"],
            limit_seconds=600,
            done=r"(?m)^ Done ",
            same=(TLS,),
        ),
        Tool(who="ssh-audit, 22", argv=["ssh-audit", ADDRESS], limit_seconds=120, done=r"\(kex\)", same=(SSH,)),
        Tool(
            who="hydra, form at 443",
            argv=[*hydra, "-s", "443", ADDRESS, "https-post-form", form],
            limit_seconds=300,
            done=r"target .*completed",
            same=FORM_LOGINS,
            cannot=r"is using HTTP auth, not a web form",
        ),
        Tool(
            who="hydra, ssh at 22",
            argv=[*hydra, "-s", "22", ADDRESS, "ssh"],
            limit_seconds=300,
            done=r"target .*completed|does not support password authentication",
            same=SSH_LOGINS,
        ),
    )


def use(tool: Tool, place: Place) -> Outcome:
    """Run one tool; what it thinks of the device is its own affair, so its exit code is not looked at."""
    if shutil.which(tool.argv[0]) is None:
        return Outcome(tool=tool, left_out=f"{tool.argv[0]} is not installed")
    before, start = place.packets(), monotonic()
    stopped = False
    with tempfile.TemporaryFile("w+", encoding="utf-8", errors="replace") as said:
        program = subprocess.Popen(
            place.inside(["timeout", "--kill-after=5", str(tool.limit_seconds), *tool.argv]),
            stdin=subprocess.DEVNULL,
            stdout=said,
            stderr=subprocess.STDOUT,
            cwd=place.pairs.parent,
        )
        stopped = program.wait(tool.limit_seconds + 30) in {TIMED_OUT, KILLED}
        took = int((monotonic() - start) * 1_000)
        said.seek(0)
        printed = said.read()
    return Outcome(
        tool=tool,
        milliseconds=took,
        packets=place.packets() - before,
        stopped=stopped,
        left_out=fault(tool, printed, stopped=stopped),
    )


def fault(tool: Tool, printed: str, *, stopped: bool) -> str:
    """Why a tool did not do its work, by what it printed; empty where it did, or was on it when it was stopped."""
    if tool.cannot and (said := re.search(tool.cannot, printed)):
        return f"this work is beyond it: {said[0]!a}"
    if stopped or re.search(tool.done, printed):
        return ""
    return f"it ended without doing its work: {' '.join(printed.split())[-160:]!a}"
