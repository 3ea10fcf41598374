package io.twinstream.report;

import com.fasterxml.jackson.databind.JsonNode;
import com.samskivert.mustache.Mustache;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/** Fills a page template; the page loads nothing from anywhere. */
public final class HtmlPage {
  private static final String CHARTS =
      "/META-INF/resources/webjars/chart.js/4.5.1/dist/chart.umd.min.js";

  private HtmlPage() {}

  /**
   * Returns the page.
   *
   * @param template a mustache template on the class path; it may use {@code {{{style}}}}, {@code
   *     {{{charts}}}} (the chart library) and {@code {{{data}}}} (JSON that is safe inside a script
   *     element)
   * @param values what else the template names; escaped for HTML
   */
  public static String render(String template, Map<String, Object> values, JsonNode data) {
    Map<String, Object> all = new HashMap<>(values);
    all.put("style", resource("/io/twinstream/report/style.css"));
    all.put("charts", resource(CHARTS));
    // Inside a script element only "</" and "<!--" would be read as HTML.
    all.put("data", data.toString().replace("<", "\\u003c"));
    return Mustache.compiler().compile(resource(template)).execute(all);
  }

  private static String resource(String name) {
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
