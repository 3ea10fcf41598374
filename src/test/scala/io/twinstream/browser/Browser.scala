package io.twinstream.browser

import com.fasterxml.jackson.databind.{JsonNode, ObjectMapper}
import com.fasterxml.jackson.databind.node.ObjectNode
import io.twinstream.TempFolder
import java.net.URI
import java.net.http.{HttpClient, WebSocket}
import java.nio.file.{Files, Path, Paths}
import java.util.concurrent.{
  CompletableFuture,
  CompletionStage,
  ConcurrentHashMap,
  LinkedBlockingQueue,
  TimeUnit
}
import java.util.concurrent.atomic.AtomicInteger
import scala.annotation.tailrec

/** A headless Chromium with one page, driven by the DevTools protocol. */
final class Browser private (process: Process, profile: Path, address: URI) extends AutoCloseable {
  private val json = new ObjectMapper
  private val ids = new AtomicInteger
  private val waiting = new ConcurrentHashMap[Int, CompletableFuture[JsonNode]]
  private val events = new LinkedBlockingQueue[JsonNode]
  private val socket =
    HttpClient.newHttpClient.newWebSocketBuilder.buildAsync(address, new Answers).get(30, TimeUnit.SECONDS)
  private val session = {
    val target =
      call("Target.createTarget", Some(node.put("url", "about:blank")), None).get("targetId").asText
    val attached = node.put("targetId", target).put("flatten", true)
    call("Target.attachToTarget", Some(attached), None).get("sessionId").asText
  }
  Seq("Page.enable", "Runtime.enable", "Log.enable", "Network.enable").foreach(send(_))

  private def node: ObjectNode = json.createObjectNode

  /** Calls a method of the protocol for the page. */
  def send(method: String, parameters: ObjectNode = node): JsonNode =
    call(method, Some(parameters), Some(session))

  private def call(method: String, parameters: Option[ObjectNode], of: Option[String]): JsonNode = {
    val id = ids.incrementAndGet()
    val answer = new CompletableFuture[JsonNode]
    waiting.put(id, answer)
    val message = node.put("id", id).put("method", method)
    parameters.foreach(message.set[JsonNode]("params", _))
    of.foreach(message.put("sessionId", _))
    socket.sendText(message.toString, true).get(30, TimeUnit.SECONDS)
    val said = answer.get(60, TimeUnit.SECONDS)
    if (said.has("error")) throw new IllegalStateException(s"$method: ${said.get("error")}")
    said.get("result")
  }

  /** Shows a page at a width, and waits until it is loaded. */
  def open(url: String, width: Int, isDark: Boolean): Unit = {
    send(
      "Emulation.setDeviceMetricsOverride",
      node.put("width", width).put("height", 900).put("deviceScaleFactor", 1).put("mobile", width < 600)
    )
    val media = node
    media
      .putArray("features")
      .addObject()
      .put("name", "prefers-color-scheme")
      .put("value", if (isDark) "dark" else "light")
    send("Emulation.setEmulatedMedia", media)
    events.clear()
    send("Page.navigate", node.put("url", url))
    awaitLoad()
  }

  @tailrec private def awaitLoad(): Unit = {
    val event = events.poll(60, TimeUnit.SECONDS)
    if (event == null) throw new IllegalStateException("the page was not loaded in a minute")
    if (Browser.isProblem(event)) problems.add(event.get("params").toString)
    if (event.get("method").asText != "Page.loadEventFired") awaitLoad()
  }

  /** Errors on the console, and what the page asked for elsewhere. */
  private val problems = new LinkedBlockingQueue[String]

  /** Returns what was wrong since it was asked last. */
  def takeProblems(): Seq[String] = {
    val all = new java.util.ArrayList[JsonNode]
    events.drainTo(all)
    all.stream.filter(Browser.isProblem(_)).forEach(e => { problems.add(e.get("params").toString); () })
    val said = new java.util.ArrayList[String]
    problems.drainTo(said)
    said.toArray(Array.empty[String]).toSeq
  }

  /** Returns the value of an expression. */
  def evaluate(expression: String): JsonNode = {
    val answer = send("Runtime.evaluate", node.put("expression", expression).put("returnByValue", true))
    if (answer.has("exceptionDetails")) throw new IllegalStateException(answer.toString)
    answer.get("result").path("value")
  }

  /** Runs what is given while pages run no script of their own. */
  def withoutScript(body: => Unit): Unit = {
    send("Emulation.setScriptExecutionDisabled", node.put("value", true))
    try body
    finally {
      send("Emulation.setScriptExecutionDisabled", node.put("value", false))
      ()
    }
  }

  /** Writes a picture of the whole page. */
  def picture(file: Path): Unit = {
    val shot = send("Page.captureScreenshot", node.put("captureBeyondViewport", true))
    Files.createDirectories(file.getParent)
    Files.write(file, java.util.Base64.getDecoder.decode(shot.get("data").asText))
    ()
  }

  /** Puts the messages together and gives each to whom it belongs. */
  private class Answers extends WebSocket.Listener {
    private val text = new StringBuilder
    override def onText(from: WebSocket, part: CharSequence, isLast: Boolean): CompletionStage[_] = {
      text.append(part)
      if (isLast) {
        val message = json.readTree(text.toString)
        text.setLength(0)
        if (message.has("id")) waiting.remove(message.get("id").asInt).complete(message)
        else events.add(message)
      }
      from.request(1)
      null
    }
  }

  override def close(): Unit = {
    socket.abort()
    process.descendants.forEach(each => { each.destroyForcibly(); () })
    process.destroyForcibly().waitFor()
    TempFolder.delete(profile)
  }
}

object Browser {
  private val programs = Seq("chromium", "chromium-browser", "google-chrome")

  private lazy val program: Option[Path] = programs.flatMap(onPath).headOption

  /** Tells whether there is one on this machine. */
  def isHere: Boolean = program.nonEmpty

  /** Starts one. */
  def start(): Browser = {
    val profile = Files.createTempDirectory("twinstream-chromium")
    val options = Seq("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage") ++
      Seq("--remote-debugging-port=0", s"--user-data-dir=$profile", "--hide-scrollbars", "about:blank")
    val log = profile.resolve("log").toFile
    val process =
      new ProcessBuilder(program.get.toString +: options: _*)
        .redirectErrorStream(true)
        .redirectOutput(log)
        .start()
    val port = profile.resolve("DevToolsActivePort")
    val deadline = System.nanoTime + TimeUnit.SECONDS.toNanos(60)
    while (
      process.isAlive && System.nanoTime < deadline && (!Files
        .exists(port) || Files.readAllLines(port).size < 2)
    )
      java.util.concurrent.locks.LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50))
    if (!Files.exists(port)) {
      process.destroyForcibly()
      throw new IllegalStateException("chromium did not start: " + new String(Files.readAllBytes(log.toPath)))
    }
    val said = Files.readAllLines(port)
    new Browser(process, profile, URI.create(s"ws://127.0.0.1:${said.get(0)}${said.get(1)}"))
  }

  private def isProblem(event: JsonNode): Boolean = event.get("method").asText match {
    case "Runtime.exceptionThrown"   => true
    case "Runtime.consoleAPICalled"  => event.get("params").get("type").asText == "error"
    case "Log.entryAdded"            => event.get("params").get("entry").get("level").asText == "error"
    case "Network.requestWillBeSent" =>
      !isOwn(
        event.get("params").get("request").get("url").asText,
        event.get("params").get("documentURL").asText
      )
    case _ => false
  }

  /** Whether it comes from a file, from the page itself, or from the server on this machine that the page
    * came from.
    */
  private def isOwn(url: String, page: String): Boolean =
    url.matches("(file|data):.*") || page.startsWith("http://localhost:") &&
      URI.create(url).getAuthority == URI.create(page).getAuthority

  private def onPath(name: String): Option[Path] =
    sys.env.getOrElse("PATH", "").split(":").map(Paths.get(_).resolve(name)).find(Files.isExecutable(_))
}
