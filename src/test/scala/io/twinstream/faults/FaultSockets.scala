package io.twinstream.faults

import java.io.{FilterInputStream, FilterOutputStream, IOException, InputStream, OutputStream}
import java.net.{InetAddress, Socket}
import java.nio.charset.StandardCharsets.US_ASCII
import javax.net.SocketFactory

/** Connections to a PostgreSQL that break as the seed under way has planned: PostgreSQL's driver makes them
  * where the URL says `socketFactory=io.twinstream.faults.FaultSockets`. What is sent at a time is one
  * message, or several; one that holds a COMMIT is a seam of its own.
  */
final class FaultSockets extends SocketFactory {
  override def createSocket(): Socket = FaultSockets.faults.fold(new Socket)(new FaultSockets.Connection(_))
  override def createSocket(host: String, port: Int): Socket = throw new UnsupportedOperationException
  override def createSocket(host: String, port: Int, local: InetAddress, localPort: Int): Socket =
    throw new UnsupportedOperationException
  override def createSocket(host: InetAddress, port: Int): Socket = throw new UnsupportedOperationException
  override def createSocket(host: InetAddress, port: Int, local: InetAddress, localPort: Int): Socket =
    throw new UnsupportedOperationException
}

object FaultSockets {
  @volatile private var faults: Option[Faults] = None

  /** Runs something whose connections have these faults. */
  def use[A](all: Faults)(body: => A): A = {
    faults = Some(all)
    try body
    finally faults = None
  }

  private val Commit = "COMMIT".getBytes(US_ASCII)

  private def isCommit(bytes: Array[Byte], from: Int, length: Int): Boolean =
    (from to from + length - Commit.length).exists(at =>
      Commit.indices.forall(i => bytes(at + i) == Commit(i))
    )

  private final class Connection(faults: Faults) extends Socket {
    // The operating system closes it with the process.
    Life.current.atEnd(() => super.close())
    private var answerIsLost: Option[Fault] = None

    private def break(): Nothing = {
      super.close()
      throw new IOException("injected: the connection is broken")
    }

    override def getOutputStream: OutputStream = new FilterOutputStream(super.getOutputStream) {
      override def write(bytes: Array[Byte], from: Int, length: Int): Unit = {
        faults.checkAlive()
        val seam = if (isCommit(bytes, from, length)) Seam.databaseCommit else Seam.databaseSend
        faults.next(seam) match {
          case Some(Fault.ThrowBefore) => break()
          case Some(Fault.EndsBefore)  => faults.end()
          case after                   =>
            out.write(bytes, from, length)
            answerIsLost = after
        }
      }
    }

    override def getInputStream: InputStream = new FilterInputStream(super.getInputStream) {
      override def read(bytes: Array[Byte], from: Int, length: Int): Int = {
        val read = super.read(bytes, from, length)
        answerIsLost match {
          case Some(Fault.EndsAfter) => faults.end()
          case Some(_)               => break()
          case None                  => read
        }
      }
    }
  }
}
