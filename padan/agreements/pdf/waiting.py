"""Waiting for the library's coroutines, whoever calls: a thread whose own loop runs already must not start a second."""

import asyncio
from concurrent.futures import ThreadPoolExecutor


def result_of(coroutine):
    """What the coroutine returns or raises. Beside a running loop it is waited for in a thread of its own."""
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return asyncio.run(coroutine)
    with ThreadPoolExecutor(max_workers=1) as thread:
        return thread.submit(asyncio.run, coroutine).result()
