"""Two kinds of chart as inline SVG. Colours are CSS classes, so that a page can be light or dark."""

import math
from dataclasses import dataclass
from xml.etree import ElementTree as xml

_WIDTH = 560
_LABEL_WIDTH = 92           # at least
_LABEL_CHARACTER = 8.2      # a wide guess: the font is the reader's
_VALUE_WIDTH = 116
_ROW_HEIGHT = 34
_BAR_HEIGHT = 20
_PLOT = (52, 14, 492, 200)  # left, top, width, height of a line chart


@dataclass(frozen=True)
class Bar:
    """One row: parts are stacked, each a CSS class and a length; the whisker shows a spread."""

    label: str
    parts: list[tuple[str, float]]
    value: str
    whisker: tuple[float, float] | None = None
    emphasis: bool = False


@dataclass(frozen=True)
class Line:
    label: str
    css: str
    points: list[tuple[float, float]]


def bar_chart(title: str, bars: list[Bar]) -> str:
    """Horizontal bars on a common scale from 0."""
    height = _ROW_HEIGHT * len(bars) + 8
    root = _root(title, height)
    left = max([_LABEL_WIDTH, *(8 + _LABEL_CHARACTER * len(bar.label) for bar in bars)])
    longest = max([sum(length for _, length in bar.parts) for bar in bars]
                  + [bar.whisker[1] for bar in bars if bar.whisker], default=0.0)
    scale = max(0.0, _WIDTH - left - _VALUE_WIDTH) / longest if longest > 0 else 0.0
    for row, bar in enumerate(bars):
        _draw_bar(root, bar, (left, 4 + row * _ROW_HEIGHT), scale)
    return _text_of(root)


def line_chart(title: str, lines: list[Line], x_unit: str) -> str:
    """Curves over time on common axes from 0, each with its name at its end."""
    left, top, width, height = _PLOT
    root = _root(title, top + height + 34)
    x_top = max((x for line in lines for x, _ in line.points), default=0.0) or 1.0
    y_ticks = _ticks(max((y for line in lines for _, y in line.points), default=0.0))
    y_top = y_ticks[-1]
    for tick in y_ticks:
        y = top + height - height * tick / y_top
        _add(root, "line", x1=left, y1=y, x2=left + width, y2=y, css="grid")
        _add(root, "text", f"{tick:,.0f}", x=left - 6, y=y + 4, css="tick end")
    for tick in _ticks(x_top):
        if tick <= x_top * 1.001:
            x = left + width * tick / x_top
            _add(root, "text", f"{tick:g}", x=x, y=top + height + 18, css="tick middle")
    _add(root, "text", x_unit, x=left + width, y=top + height + 31, css="tick end")
    for line in lines:
        points = " ".join(f"{left + width * x / x_top:.1f},{top + height - height * y / y_top:.1f}"
                          for x, y in _steps(line.points))
        _add(root, "polyline", points=points, css=f"curve {line.css}")
    return _text_of(root)


def _draw_bar(root: xml.Element, bar: Bar, corner: tuple[float, float], scale: float) -> None:
    left, top = corner
    middle = top + _ROW_HEIGHT / 2
    text_css = " strong" if bar.emphasis else ""
    _add(root, "text", bar.label, x=left - 8, y=middle + 4, css="label end" + text_css)
    x = left
    for css, length in bar.parts:
        _add(root, "rect", x=x, y=middle - _BAR_HEIGHT / 2, width=max(0.0, length * scale),
             height=_BAR_HEIGHT, css=css)
        x += length * scale
    if bar.whisker is not None:
        low, high = (left + end * scale for end in bar.whisker)
        _add(root, "line", x1=low, y1=middle, x2=high, y2=middle, css="whisker")
        for end in (low, high):
            _add(root, "line", x1=end, y1=middle - 5, x2=end, y2=middle + 5, css="whisker")
        x = max(x, high)
    _add(root, "text", bar.value, x=x + 8, y=middle + 4, css="value" + text_css)


def _steps(points: list[tuple[float, float]]) -> list[tuple[float, float]]:
    """A count stays what it was until it changes."""
    stepped: list[tuple[float, float]] = []
    for x, y in points:
        if stepped:
            stepped.append((x, stepped[-1][1]))
        stepped.append((x, y))
    return stepped


def _ticks(top: float) -> list[float]:
    """Round numbers from 0 to at least `top`, about five."""
    if not math.isfinite(top) or top <= 0:
        return [0.0, 1.0]
    rough = top / 4
    power = 10.0 ** math.floor(math.log10(rough))
    step = next(factor * power for factor in (1, 2, 2.5, 5, 10) if factor * power >= rough * 0.999)
    return [step * index for index in range(math.ceil(top / step - 0.001) + 1)]


def _root(title: str, height: float) -> xml.Element:
    root = xml.Element("svg", {"viewBox": f"0 0 {_WIDTH} {height:g}", "role": "img", "class": "chart"})
    xml.SubElement(root, "title").text = title
    return root


def _add(parent: xml.Element, tag: str, text: str | None = None, css: str = "",
         **attributes: float | str) -> None:
    values = {name: value if isinstance(value, str) else f"{value:.1f}"
              for name, value in attributes.items()}
    child = xml.SubElement(parent, tag, values | {"class": css})
    child.text = text


def _text_of(root: xml.Element) -> str:
    return xml.tostring(root, encoding="unicode")
