package io.twinstream.internals

import io.twinstream.{CountingQuery, TempFolder, TwinSession}
import java.nio.file.Files
import org.apache.spark.scheduler.SparkListenerApplicationEnd
import org.apache.spark.sql.execution.streaming.state.StateStore
import org.scalatest.funsuite.AnyFunSuite

/** RocksDB that is open when a JVM exits can keep it from exiting. */
class ClosedStoresSuite extends AnyFunSuite {
  private def areOpen: Boolean =
    StateStore.getClass.getMethod("isMaintenanceRunning").invoke(StateStore).asInstanceOf[Boolean]

  test("no state store is open behind the end of an application, and the next one opens its own") {
    TempFolder.use { folder =>
      val session = TwinSession.session.newSession()
      session.conf.set(
        "spark.sql.streaming.stateStore.providerClass",
        "org.apache.spark.sql.execution.streaming.state.RocksDBStateStoreProvider"
      )
      Files.createDirectory(folder.resolve("in"))
      TempFolder.write(folder.resolve("in/a"), "x\ny\n")
      def count(): Unit =
        CountingQuery.run(session, folder.resolve("in"), folder.resolve("checkpoint"))
      count()
      assert(areOpen)
      new ClosedStores().onApplicationEnd(SparkListenerApplicationEnd(0))
      assert(!areOpen)
      TempFolder.write(folder.resolve("in/b"), "z\n")
      count()
      assert(areOpen)
    }
  }
}
