"""The one door to Dask: campaigns performed by the workers of a cluster that somebody else has started."""

from __future__ import annotations

import asyncio
import logging
import socket
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from distributed import Client, Future, KilledWorker, Security, as_completed
from distributed.comm.core import connect

from gradflow import __version__
from gradflow.app.campaign_file import CampaignError
from gradflow.app.campaign_task import Task, TaskProcess, refused
from gradflow.model.collected import Outcome
from gradflow.model.failures import GradflowError

CONNECT_SECONDS = 20
"""For the scheduler to answer, and for a first worker to be there."""
RETRIES = 2
"""Of a campaign whose worker could not perform it; one whose worker died goes to another as often as the scheduler allows."""


def on_cluster(tasks: Sequence[Task], address: str) -> Iterator[tuple[int, Outcome]]:
    """Have tasks performed by the workers of a scheduler; yield the number of each with its outcome, as they end.

    Raises CampaignError where there is no scheduler or worker, it is lost, or another gradflow is installed there.
    """
    with _connected(address) as client:
        futures = {client.submit(perform_on_worker, task, __version__, retries=RETRIES, pure=False): n for n, task in enumerate(tasks)}
        for future in as_completed(futures, loop=client.loop):
            yield futures[future], _outcome(tasks[futures[future]], future)


def perform_on_worker(task: Task, version: str) -> Outcome:
    """What a worker does: its memory and its life are not at stake, for a process of its own does it.

    Raises CampaignError where the ``version`` of gradflow that asks for it is not the one here.
    """
    if version != __version__:
        told = f"工作机“{socket.gethostname()}”上装的 gradflow 是 {__version__}，这台电脑上是 {version}，结果会不一样"
        raise CampaignError(f"{told}。装成同一个版本再运行。")
    if not Path(task.folder).is_dir():
        told = f"工作机“{socket.gethostname()}”上没有“{task.folder}”这个文件夹"
        return refused(task, f"{told}。共享文件夹在每台电脑上都要挂在同一个路径。")
    return TaskProcess(task).outcome()


@contextmanager
def _connected(address: str) -> Iterator[Client]:
    """A client that shows nothing on the screen, of a cluster with a worker at least. Raises CampaignError."""
    for name in list(logging.root.manager.loggerDict):  # each has a level and a screen of its own
        if name.partition(".")[0] == "distributed":
            logging.getLogger(name).disabled = True
    try:
        asyncio.run(_reach(address))  # a client that does not is a long time closing
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            client = Client(address, timeout=CONNECT_SECONDS, set_as_default=False)
    except (OSError, ValueError, TypeError, RuntimeError) as error:
        raise CampaignError(
            f"连不上调度机“{address}”。核对地址(如 tcp://10.0.0.5:8786)，确认它已经启动、网络能通(tls 还要设好证书)，再运行一次。"
        ) from error
    try:
        _wait_for_workers(client, address)
        yield client
    finally:
        client.close()


async def _reach(address: str) -> None:
    """Raises OSError, or one of several errors where the address or the settings of TLS are wrong."""
    comm = await connect(address, timeout=CONNECT_SECONDS, **Security().get_connection_args("client"))
    await comm.close()


def _wait_for_workers(client: Client, address: str) -> None:
    try:
        client.wait_for_workers(1, timeout=CONNECT_SECONDS)
    except TimeoutError as error:
        raise CampaignError(f"调度机“{address}”还没有工作机。先启动工作机，再运行一次。") from error


def _outcome(task: Task, future: Future[Outcome]) -> Outcome:
    if future.cancelled():
        raise CampaignError("和调度机的连接断了。确认它还开着，再运行一次：已经做完的不会重做。")
    error = future.exception()
    if error is None:
        return future.result()
    if isinstance(error, KilledWorker):
        return refused(task, "没有做完：做它的工作机几次中途退出，多半是内存不够。给工作机加内存，再运行一次。")
    if isinstance(error, GradflowError):
        raise error
    raise CampaignError(
        f"调度机或工作机上的 gradflow 不能用（{type(error).__name__}）。每台都装 gradflow {__version__} 和集群组件，再运行一次。"
    )
