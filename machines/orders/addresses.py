"""What a mail about an address tells of."""

from __future__ import annotations

from dataclasses import dataclass

from machines.orders.order import Order, asks


@dataclass(frozen=True)
class AddressNews(Order):
    """The address that was stated by a link, or given up by one."""

    address: str = asks("邮箱", "S4.1-6")
    given_up: bool = asks("不再使用", "S4.1-6", required=False)
