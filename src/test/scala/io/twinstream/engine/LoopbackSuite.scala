package io.twinstream.engine

import io.twinstream.TwinSession
import io.twinstream.endtoend.Listeners
import io.twinstream.endtoend.Listeners.Listener
import org.apache.spark.SparkConf
import org.scalatest.funsuite.AnyFunSuite

/** Spark's ports of a driver without a cluster. */
class LoopbackSuite extends AnyFunSuite {

  test("the JVM of the tests listens on the loopback interface only") {
    assume(Listeners.canBeSeen, "there is no /proc/net/tcp")
    TwinSession.session
    val seen = Listeners.of(Seq(ProcessHandle.current.pid))
    assert(seen.nonEmpty && seen.filterNot(_.isLoopback).isEmpty)
  }

  test("an address that is given stays") {
    val conf = Sessions.onLoopback(new SparkConf(false).set("spark.driver.host", "driver.example"))
    assert(conf.get("spark.driver.host") == "driver.example")
    assert(conf.get("spark.driver.bindAddress") == "127.0.0.1")
  }

  test("which addresses of /proc/net/tcp are on the loopback interface") {
    val loopback = Seq(
      "0100007F",
      "0101007F",
      "00000000000000000000000001000000",
      "0000000000000000FFFF00000100007F"
    )
    val others = Seq(
      "00000000",
      "0500000A",
      "00000000000000000000000000000000",
      "0000000000000000FFFF00000500000A",
      "000080FE00000000FF005450123456FE"
    )
    assert(loopback.forall(Listener(_, 1).isLoopback) && !others.exists(Listener(_, 1).isLoopback))
  }
}
