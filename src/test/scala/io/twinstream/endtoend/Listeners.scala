package io.twinstream.endtoend

import java.io.{IOException, UncheckedIOException}
import java.nio.file.{Files, Path, Paths}
import java.util.concurrent.TimeUnit
import java.util.concurrent.locks.LockSupport
import scala.collection.JavaConverters._

/** The TCP ports that processes listen on, as Linux tells them in `/proc`. */
object Listeners {
  private val listening = "0A"
  private val anyProcess = Seq("/proc/net/tcp", "/proc/net/tcp6").map(Paths.get(_))
  private val socket = "socket:\\[(\\d+)\\]".r

  val canBeSeen: Boolean = Files.isReadable(anyProcess.head)

  /** An address as `/proc/net/tcp` writes it: groups of four bytes, each in the machine's order. */
  final case class Listener(address: String, port: Int) {
    private def isIn127(group: String) = group.endsWith("7F")

    /** 127.0.0.0/8, also where it is written as an IPv6 address, or ::1. */
    def isLoopback: Boolean =
      if (address.length == 8) isIn127(address)
      else
        address == "00000000000000000000000001000000" ||
        (address.startsWith("0000000000000000FFFF0000") && isIn127(address.takeRight(8)))

    override def toString: String = s"$address:$port"
  }

  def of(pids: Seq[Long]): Set[Listener] = {
    val inodes = pids.flatMap(socketsOf).toSet
    anyProcess
      .filter(Files.isReadable(_))
      .flatMap(Files.readAllLines(_).asScala.tail.map(_.trim.split("\\s+")))
      .collect {
        // sl local_address rem_address st tx_queue:rx_queue tr:tm->when retrnsmt uid timeout inode
        case fields if fields(3) == listening && inodes(fields(9)) =>
          val Array(address, port) = fields(1).split(":")
          Listener(address, Integer.parseInt(port, 16))
      }
      .toSet
  }

  /** All that the process and those below it were seen to listen on until the process ended. */
  def until(running: Bin.Running): Set[Listener] = {
    var seen = Set.empty[Listener]
    while (running.isAlive) {
      seen ++= of(running.pid +: running.descendants.map(_.pid))
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20))
    }
    seen
  }

  /** A process may end while it is looked at. */
  private def socketsOf(pid: Long): Seq[String] =
    try {
      val files = Files.list(Paths.get(s"/proc/$pid/fd"))
      try files.iterator.asScala.flatMap(target).collect { case socket(inode) => inode }.toList
      finally files.close()
    } catch { case _: IOException | _: UncheckedIOException => Seq.empty }

  private def target(file: Path): Option[String] =
    try Some(Files.readSymbolicLink(file).toString)
    catch { case _: IOException => None }
}
