-- Writes the rows of one batch, all of them or none: Redis runs nothing else meanwhile.
-- KEYS[1]: the hash that knows the runs. ARGV: run, epoch or 0 for a driver that shares its run with no other, batch, the batch that this driver wrote before, prefix of the keys, time to
-- live in ms or 0, the set of the batch's keys or nothing, then JSON arrays of rows, each [key, column, value, column, value ...].
local known, run, epoch, batch, before, prefix, ttl, index = KEYS[1], unpack(ARGV, 1, 7)
local writer = redis.call('HMGET', known, 'epoch:' .. run, 'batch:' .. run, 'driver:' .. run)
if epoch ~= '0' and not writer[1] then
  return {'gone'}
end
if epoch ~= '0' and writer[1] ~= epoch then
  return {'taken', writer[3]}
end
-- The answer to this same batch may have been lost on its way.
if before ~= '' and writer[2] ~= before and writer[2] ~= batch then
  return {'lost', writer[2] or 'none'}
end

local chunks = {}
for i = 8, #ARGV do
  local rows = cjson.decode(ARGV[i])
  for _, row in ipairs(rows) do
    local type = redis.call('TYPE', prefix .. row[1]).ok
    if type ~= 'hash' and type ~= 'none' then
      return {'type', prefix .. row[1], type}
    end
  end
  chunks[#chunks + 1] = rows
end

if index ~= '' then
  for _, key in ipairs(redis.call('SMEMBERS', index)) do
    redis.call('DEL', key)
  end
  redis.call('DEL', index)
end
for _, rows in ipairs(chunks) do
  for _, row in ipairs(rows) do
    local key, values = prefix .. row[1], {}
    for column = 2, #row, 2 do
      if row[column + 1] == cjson.null then
        redis.call('HDEL', key, row[column])
      else
        values[#values + 1] = row[column]
        values[#values + 1] = row[column + 1]
      end
    end
    redis.call('HSET', key, unpack(values))
    if ttl ~= '0' then
      redis.call('PEXPIRE', key, ttl)
    end
    if index ~= '' then
      redis.call('SADD', index, key)
    end
  end
end
if index ~= '' and ttl ~= '0' then
  redis.call('PEXPIRE', index, ttl)
end
redis.call('HSET', known, 'batch:' .. run, batch)
return {'ok'}
