-- The load of every scenario: requests for the paths of a list, in the list's order, round and round.
-- Argument after `--`: the list, one path a line.

local threads = {}
local requests = {}
local next_request = 0

-- What a browser sends: servers parse all of it, and Carom chooses the form of its note by Accept.
local headers = {
    ["Host"] = "www.example.com",
    ["User-Agent"] = "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0",
    ["Accept"] = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
    ["Accept-Language"] = "en-US,en;q=0.5",
    ["Accept-Encoding"] = "gzip, deflate",
}

function setup(thread)
    table.insert(threads, thread)
end

local function indexed_request()
    next_request = next_request % #requests + 1
    return requests[next_request]
end

function init(arguments)
    local built = {}
    for path in io.lines(arguments[1]) do
        built[path] = built[path] or wrk.format("GET", path, headers)
        requests[#requests + 1] = built[path]
    end
    if #requests == 1 then
        -- Without a request function wrk repeats one request by itself, and Lua has no part in the run.
        local only = requests[1]
        wrk.format = function() return only end
    else
        request = indexed_request
    end
end

function done(summary)
    local errors = summary.errors
    io.write(string.format(
        'carom-bench {"requests":%d,"duration_us":%d,"bytes":%d,"connect":%d,"read":%d,' ..
        '"write":%d,"status":%d,"timeout":%d}\n',
        summary.requests, summary.duration, summary.bytes, errors.connect, errors.read,
        errors.write, errors.status, errors.timeout))
end
