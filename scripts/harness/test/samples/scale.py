"""The part of bench.json about rule sets at scale, small."""


def spread(median):
    return {"median": median, "min": median * 0.9, "max": median * 1.1}


def entry(name, ns, **changes):
    return {"name": name, "description": name, "kind": "static", "rules": 1000, "turn": 4096,
            "text_bytes": 80_000, "image_bytes": 92_000, "ns": spread(ns), "request_bytes": 37.5,
            "compile_s": 0.0008, "long_ns": None, "missing_ns": None, "instructions": 1234.0,
            "counted_by": "callgrind"} | changes


def scale(name):
    opening = {"rules": 10, "open_ms": spread(0.005), "decided_ms": spread(0.002)}
    mapped = {"rules": 10_000_000, "text_bytes": 800_000_000, "image_bytes": 900_000_000,
              "compile_s": 8.5, "walk_bytes": 1 << 30, "small": opening,
              "large": opening | {"rules": 10_000_000}, "miss_ns": spread(240.0),
              "cold_ns": spread(660.0), "misses": spread(2.75)}
    bounds = [{"set": "static-1000000", "what": name, "unit": "ns", "value": 250.0, "limit": 200.0,
               "at_least": False, "verdict": "above"},
              {"set": name, "what": "compiled a second", "unit": "rules", "value": 9e5, "limit": 1e6,
               "at_least": True, "verdict": "below"}]
    return {"sets": [entry(name, 151.0, long_ns=172.0, missing_ns=98.0), entry("dynamic-1000", 300.0)],
            "pairs": [{"hostile": entry("placeholders", 300.0, instructions=900.0, description=name),
                       "plain": entry("placeholders-plain", 150.0, instructions=600.0),
                       "factor": spread(2.0), "instructions_factor": 1.5}],
            "mapped": [mapped], "bounds": bounds}
