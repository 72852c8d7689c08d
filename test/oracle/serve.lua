-- Turns one run of pandoc into a server: reads notes from standard input, each behind a line with its
-- length in bytes and the name of a reader, and answers each with what `pandoc -t json` prints for it.
local function answer(text, reader)
  local ok, result = pcall(function()
    return pandoc.write(pandoc.read(text, reader), 'json')
  end)
  return ok and result or '"' .. tostring(result):gsub('[%c"\\]', ' ') .. '"'
end

function Pandoc()
  for line in io.lines() do
    local length, reader = line:match('^(%d+) (%S+)$')
    local text = length == '0' and '' or io.read(tonumber(length))
    local result = answer(text, reader)
    io.write(#result, '\n', result)
    io.flush()
  end
  os.exit(0)
end
