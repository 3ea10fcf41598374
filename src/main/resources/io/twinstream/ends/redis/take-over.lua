-- Makes a driver the run's writer, and returns its epoch: greater than every other that the hash KEYS[1] knows of the run.
-- ARGV: run, the least epoch, the driver for people.
local run, least, driver = unpack(ARGV)
local known = redis.call('HGET', KEYS[1], 'epoch:' .. run)
local epoch = tonumber(least)
if known and tonumber(known) >= epoch then
  epoch = tonumber(known) + 1
end
redis.call('HSET', KEYS[1], 'epoch:' .. run, string.format('%d', epoch), 'driver:' .. run, driver)
return known and {string.format('%d', epoch), known} or {string.format('%d', epoch)}
