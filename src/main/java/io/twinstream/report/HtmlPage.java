package io.twinstream.report;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.samskivert.mustache.Mustache;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A page that loads nothing from anywhere: a header that says what was looked at, when and by what,
 * the contents, and what the page's own template says between them.
 *
 * <p>A template may use the partials of this room: {@code {{>table}}} inside a {@link Table},
 * {@code {{>chart}}} inside a {@link LineChart}.
 */
public final class HtmlPage {
  static final String ROOM = "/io/twinstream/report/";

  /** Chart.js. */
  static final String CHARTS = "/META-INF/resources/webjars/chart.js/4.5.1/dist/chart.umd.min.js";

  /** The contents are the headings; what comes from outside is escaped and so is none. */
  private static final Pattern HEADING = Pattern.compile("<h2 id=\"([^\"]+)\">(.*?)</h2>");

  private final String template;
  private final Map<String, Object> values = new HashMap<>();
  private final List<Map<String, String>> facts = new ArrayList<>();
  private final ArrayNode charts = new ObjectMapper().createArrayNode();

  /** How a verdict is shown. */
  public enum Tone {
    GOOD,
    BAD,
    /** Neither good nor bad. */
    PLAIN;

    /** Returns the tone of a result that is right or wrong. */
    public static Tone of(boolean isGood) {
      return isGood ? GOOD : BAD;
    }
  }

  private HtmlPage(String template, String title) {
    this.template = template;
    values.put("title", title);
  }

  /**
   * Begins a page.
   *
   * @param template a mustache template on the class path, of what is between header and footer
   */
  public static HtmlPage of(String template, String title) {
    return new HtmlPage(template, title);
  }

  /** Says what came out, in a sentence. */
  public HtmlPage verdict(Tone tone, String text) {
    values.put("verdict", text);
    values.put("tone", tone.name().toLowerCase(Locale.ROOT));
    return this;
  }

  /** Adds to the header what was looked at; an empty text is not shown. */
  public HtmlPage fact(String name, String text) {
    if (!text.isEmpty()) {
      facts.add(Map.of("name", name, "text", text));
    }
    return this;
  }

  /** Says which page of the documentation explains this one, such as {@code compare.md}. */
  public HtmlPage explainedIn(String page) {
    values.put("docs", page);
    return this;
  }

  /** Gives the template a value; it is escaped for HTML. */
  public HtmlPage put(String name, Object value) {
    values.put(name, value);
    return this;
  }

  /** Gives the template charts, which a browser draws. */
  public HtmlPage charts(String name, List<LineChart> all) {
    all.forEach(chart -> charts.add(chart.json()));
    return put(name, all);
  }

  /** Returns the page. */
  public String render() {
    String content = compiler().compile(resource(template)).execute(values);
    Map<String, Object> layout = new HashMap<>(values);
    layout.put("content", content);
    layout.put("contents", contents(content));
    layout.put("style", resource(ROOM + "style.css"));
    layout.put("facts", facts);
    layout.put("versions", Versions.text());
    Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
    layout.put("madeAt", now.toString());
    layout.put("made", now.toString().replace('T', ' ').replace("Z", " UTC"));
    if (!charts.isEmpty()) {
      layout.put("charts", resource(CHARTS));
      layout.put("drawing", resource(ROOM + "charts.js"));
      ObjectNode data = charts.objectNode().set("charts", charts);
      // Inside a script element only "</" and "<!--" would be read as HTML.
      layout.put("data", data.toString().replace("<", "\\u003c"));
    }
    return compiler().compile(resource(ROOM + "layout.mustache")).execute(layout);
  }

  private static List<Map<String, String>> contents(String content) {
    List<Map<String, String>> contents = new ArrayList<>();
    Matcher heading = HEADING.matcher(content);
    while (heading.find()) {
      contents.add(Map.of("id", heading.group(1), "heading", heading.group(2)));
    }
    return contents;
  }

  private static Mustache.Compiler compiler() {
    return Mustache.compiler()
        .nullValue("")
        .emptyStringIsFalse(true)
        .withLoader(name -> new StringReader(resource(ROOM + name + ".mustache")));
  }

  /** Returns a text on the class path. */
  static String resource(String name) {
    try (InputStream in = HtmlPage.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException("not on the class path: " + name);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
