"""Opening the port that the web answers on."""

import socket

import pytest

from planhub.cli.web_child import HOST, WebTrouble, listen


def test_any_free_port_will_do_when_none_is_named_and_the_usual_is_taken() -> None:
    with listen(HOST, None) as one, listen(HOST, None) as two:
        assert one.getsockname()[1] != two.getsockname()[1]


def test_a_named_port_that_stays_taken_is_refused_by_name() -> None:
    with listen(HOST, 0) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(WebTrouble, match=f"{HOST}:{port} .*Name another port"):
            listen(HOST, port, patience=0)


def test_a_named_port_just_left_can_be_had_again_at_once() -> None:
    with listen(HOST, 0) as bound:
        port = bound.getsockname()[1]
        with socket.create_connection((HOST, port)) as caller:
            answer, _ = bound.accept()
            answer.close()
            caller.recv(1)
    with listen(HOST, port, patience=0) as again:
        assert again.getsockname()[1] == port


def test_an_address_that_is_not_this_machines_is_refused() -> None:
    with pytest.raises(WebTrouble, match=r"192\.0\.2\.1"):
        listen("192.0.2.1", 8000, patience=0)


def test_who_comes_before_the_web_is_up_is_answered_without_delay_too() -> None:
    with listen(HOST, 0) as bound, socket.create_connection(bound.getsockname()):
        early, _address = bound.accept()
        with early:
            assert early.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY) != 0
