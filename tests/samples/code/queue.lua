-- A queue.
local Queue = {}

-- Makes one.
function Queue.new()
  return { first = 1 }
end

local function size(queue)
  if queue then
    return 1
  end
end

return Queue
