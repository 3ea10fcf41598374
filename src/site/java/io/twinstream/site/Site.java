package io.twinstream.site;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.commonmark.Extension;
import org.commonmark.ext.gfm.tables.TableBlock;
import org.commonmark.ext.gfm.tables.TablesExtension;
import org.commonmark.ext.heading.anchor.IdGenerator;
import org.commonmark.node.AbstractVisitor;
import org.commonmark.node.Code;
import org.commonmark.node.CustomNode;
import org.commonmark.node.FencedCodeBlock;
import org.commonmark.node.Heading;
import org.commonmark.node.IndentedCodeBlock;
import org.commonmark.node.Link;
import org.commonmark.node.Node;
import org.commonmark.node.Paragraph;
import org.commonmark.node.SoftLineBreak;
import org.commonmark.node.Text;
import org.commonmark.parser.Parser;
import org.commonmark.renderer.html.HtmlRenderer;

/**
 * Makes a site of the README and the docs: {@code java -cp commonmark... Site.java PROJECT OUT}, as
 * {@code mvn site} does it.
 *
 * <p>The pages stay what they are on GitHub: anchors are those that GitHub makes of headings, and
 * relative links lead to the page made from the file they name, or to a page that shows the file.
 * The site loads nothing from elsewhere, and works from the disk.
 */
public final class Site {
  private static final List<Extension> TABLES = List.of(TablesExtension.create());
  private static final String DOCS = "src/site/markdown/";
  private static final String START = DOCS + "index.md";

  /** More headings than this are no table of contents. */
  private static final int MOST_CONTENTS = 20;

  private final Path project;
  private final Parser parser;
  private final Map<String, Page> pages = new LinkedHashMap<>();

  /** Files of the project that a page links to. */
  private final Set<String> files = new TreeSet<>();

  private final List<String> faults = new ArrayList<>();

  private Site(Path project) {
    this.project = project;
    parser = Parser.builder().extensions(TABLES).build();
  }

  /** A page: what it was made from, the name of its file in the site, headings with their ids. */
  private record Page(
      String source, String html, String title, Node document, Map<Node, String> ids) {}

  /** A group of the navigation: its pages, by what they are called there. */
  private record Group(String name, Map<Page, String> pages) {}

  public static void main(String[] args) throws IOException {
    List<String> faults = make(Path.of(args[0]), Path.of(args[1]));
    faults.forEach(System.err::println);
    System.exit(faults.isEmpty() ? 0 : 1);
  }

  /**
   * Makes the site of the project in the folder. Returns the links that lead nowhere and the pages
   * that no reader is sent to; it is written all the same.
   */
  public static List<String> make(Path project, Path out) throws IOException {
    Site site = new Site(project);
    site.read("README.md", "readme.html");
    site.read("data/README.md", "data.html");
    for (String name : site.docs()) {
      site.read(DOCS + name, name.replaceAll("md$", "html"));
    }
    site.write(out);
    return site.faults;
  }

  private List<String> docs() throws IOException {
    try (Stream<Path> files = Files.list(project.resolve(DOCS))) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.endsWith(".md"))
          .sorted()
          .toList();
    }
  }

  private void read(String source, String html) throws IOException {
    Node document = parser.parse(Files.readString(project.resolve(source)));
    IdGenerator generator = IdGenerator.builder().build();
    Map<Node, String> ids = new LinkedHashMap<>();
    for (Heading heading : all(document, Heading.class)) {
      ids.put(heading, generator.generateId(plain(heading)));
    }
    String title = ids.isEmpty() ? source : plain(ids.keySet().iterator().next());
    pages.put(source, new Page(source, html, title, document, ids));
  }

  private void write(Path out) throws IOException {
    for (Page page : pages.values()) {
      all(page.document(), Link.class).forEach(link -> follow(page, link));
    }
    List<Group> groups = groups();
    Set<Page> reached =
        groups.stream().flatMap(g -> g.pages().keySet().stream()).collect(Collectors.toSet());
    for (Page page : pages.values()) {
      if (!reached.contains(page) && !page.source().equals(START)) {
        faults.add("%s: no link in %s leads there".formatted(page.source(), START));
      }
    }
    Files.createDirectories(out);
    for (Page page : pages.values()) {
      save(out, page.html(), "", page.title(), navigation(groups, page, ""), body(page));
    }
    for (String file : files) {
      String up = "../".repeat(file.split("/").length);
      String shown =
          "<h1 class=\"file\">%s</h1>\n<pre tabindex=\"0\">%s</pre>\n"
              .formatted(escaped(file), escaped(Files.readString(project.resolve(file))));
      save(out, shownAt(file), up, file, navigation(groups, null, up), shown);
    }
    for (String name : List.of("site.css", "site.js")) {
      Files.writeString(out.resolve(name), resource(name));
    }
    Files.writeString(out.resolve("sections.js"), sections());
  }

  // ---- links

  /** Has the link lead to what its target has become in the site. */
  private void follow(Page page, Link link) {
    String target = link.getDestination();
    if (target.matches("[a-z]+:.*")) {
      return;
    }
    String path = target.replaceAll("#.*", "");
    String anchor = target.contains("#") ? target.substring(target.indexOf('#') + 1) : "";
    Path source = Path.of(page.source());
    String file =
        path.isEmpty() ? page.source() : source.resolveSibling(path).normalize().toString();
    Page to = pages.get(file);
    if (to != null && (anchor.isEmpty() || to.ids().containsValue(anchor))) {
      link.setDestination(to.html() + (anchor.isEmpty() ? "" : "#" + anchor));
    } else if (to == null && anchor.isEmpty() && Files.isRegularFile(project.resolve(file))) {
      files.add(file);
      link.setDestination(shownAt(file));
    } else {
      faults.add("%s: the link %s leads nowhere".formatted(page.source(), target));
    }
  }

  private static String shownAt(String file) {
    return "files/" + file + ".html";
  }

  // ---- pages

  /** The start page's sections are the groups; a page is in the first that links to it. */
  private List<Group> groups() {
    List<Group> groups = new ArrayList<>();
    Set<Page> seen = new LinkedHashSet<>();
    Page start = pages.get(START);
    for (Node node = start.document().getFirstChild(); node != null; node = node.getNext()) {
      if (node instanceof Heading heading && heading.getLevel() == 2) {
        groups.add(new Group(plain(heading), new LinkedHashMap<>()));
      } else if (!groups.isEmpty()) {
        for (Link link : all(node, Link.class)) {
          String html = link.getDestination().replaceAll("#.*", "");
          pages.values().stream()
              .filter(page -> page.html().equals(html) && seen.add(page))
              .forEach(page -> groups.get(groups.size() - 1).pages().put(page, plain(link)));
        }
      }
    }
    return groups;
  }

  private String navigation(List<Group> groups, Page here, String up) {
    StringBuilder out = new StringBuilder();
    for (Group group : groups) {
      out.append("<h2>%s</h2>\n<ul>\n".formatted(escaped(group.name())));
      group
          .pages()
          .forEach(
              (page, name) ->
                  out.append(
                      "<li><a href=\"%s\"%s>%s</a>%s</li>\n"
                          .formatted(
                              up + page.html(),
                              page == here ? " aria-current=\"page\"" : "",
                              escaped(name),
                              page == here ? contents(page) : "")));
      out.append("</ul>\n");
    }
    return out.toString();
  }

  private String contents(Page page) {
    List<Node> headings =
        page.ids().keySet().stream().filter(h -> ((Heading) h).getLevel() == 2).toList();
    if (headings.isEmpty() || headings.size() > MOST_CONTENTS) {
      return "";
    }
    return headings.stream()
        .map(h -> "<li><a href=\"#%s\">%s</a></li>".formatted(page.ids().get(h), escaped(plain(h))))
        .collect(Collectors.joining("\n", "\n<ul>\n", "\n</ul>"));
  }

  private String body(Page page) {
    HtmlRenderer html =
        HtmlRenderer.builder()
            .extensions(TABLES)
            .attributeProviderFactory(
                context ->
                    (node, tag, attributes) -> {
                      if (page.ids().containsKey(node)) {
                        attributes.put("id", page.ids().get(node));
                      } else if (tag.equals("pre")) {
                        attributes.put("tabindex", "0"); // it scrolls, by keys too
                      }
                    })
            .build();
    StringBuilder out = new StringBuilder("<section>\n");
    for (Node node = page.document().getFirstChild(); node != null; node = node.getNext()) {
      if (node instanceof Heading heading && heading.getLevel() == 2) {
        out.append("</section>\n<section>\n");
      }
      String rendered = html.render(node);
      out.append(
          node instanceof TableBlock
              ? "<div class=\"scroll\" tabindex=\"0\">\n%s</div>\n".formatted(rendered)
              : rendered);
    }
    return out.append("</section>\n").toString();
  }

  private void save(Path out, String name, String up, String title, String navigation, String body)
      throws IOException {
    String page =
        resource("page.html")
            .replace("{up}", up)
            .replace("{title}", escaped(title))
            .replace("{navigation}", navigation)
            .replace("{body}", body);
    Path file = out.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, page);
  }

  private String resource(String name) throws IOException {
    return Files.readString(project.resolve("src/site/resources/" + name));
  }

  // ---- search

  /** What the search looks through: address, page, heading and text of each section. */
  private String sections() {
    List<String> entries = new ArrayList<>();
    for (Page page : pages.values()) {
      String address = page.html();
      String heading = page.title();
      StringBuilder words = new StringBuilder();
      for (Node node = page.document().getFirstChild(); node != null; node = node.getNext()) {
        if (page.ids().containsKey(node)) {
          addEntry(entries, address, page, heading, words);
          address = page.html() + "#" + page.ids().get(node);
          heading = plain(node);
          words.setLength(0);
        } else {
          words.append(plain(node)).append(' ');
        }
      }
      addEntry(entries, address, page, heading, words);
    }
    return entries.stream().collect(Collectors.joining(",\n", "const sections = [\n", "\n];\n"));
  }

  private static void addEntry(
      List<String> entries, String address, Page page, String heading, CharSequence words) {
    if (!words.toString().isBlank()) {
      entries.add(
          Stream.of(address, page.title(), heading, words.toString().replaceAll("\\s+", " ").trim())
              .map(Site::quoted)
              .collect(Collectors.joining(", ", "[", "]")));
    }
  }

  /** A string of JavaScript. */
  private static String quoted(String value) {
    return "\"" + value.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
  }

  private static String escaped(String value) {
    return value
        .replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;");
  }

  /** What is read of it: its words and its code. */
  private static String plain(Node node) {
    StringBuilder words = new StringBuilder();
    node.accept(
        new AbstractVisitor() {
          @Override
          public void visit(Text text) {
            words.append(text.getLiteral());
          }

          @Override
          public void visit(Code code) {
            words.append(code.getLiteral());
          }

          @Override
          public void visit(FencedCodeBlock block) {
            words.append(block.getLiteral());
          }

          @Override
          public void visit(IndentedCodeBlock block) {
            words.append(block.getLiteral());
          }

          @Override
          public void visit(SoftLineBreak lineBreak) {
            words.append(' ');
          }

          @Override
          public void visit(Paragraph paragraph) {
            super.visit(paragraph);
            words.append(' ');
          }

          @Override
          public void visit(CustomNode cell) {
            super.visit(cell);
            words.append(' ');
          }
        });
    return words.toString().strip();
  }

  private static <T extends Node> List<T> all(Node root, Class<T> type) {
    List<T> found = new ArrayList<>();
    root.accept(
        new AbstractVisitor() {
          @Override
          protected void visitChildren(Node parent) {
            if (type.isInstance(parent)) {
              found.add(type.cast(parent));
            }
            super.visitChildren(parent);
          }
        });
    return found;
  }
}
