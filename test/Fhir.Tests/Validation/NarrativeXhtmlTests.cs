using Carewright.Fhir.Validation;

namespace Carewright.Fhir.Tests.Validation;

public sealed class NarrativeXhtmlTests
{
    private static string Div(string content) => $"<div xmlns=\"http://www.w3.org/1999/xhtml\">{content}</div>";

    [Theory]
    [InlineData("text")]
    [InlineData("<p class='a' style=\"color: red\">a &amp; b&nbsp;&#160;&#xA0;</p><br/><img src=\"data:image/png;base64,AA==\" alt=\"x\"/>")]
    [InlineData("<!-- note --><table border=\"1\"><tr><td colspan=\"2\">x</td></tr></table>")]
    [InlineData("<a href=\"http://example.org/?a=1&amp;b=2\" title=\"t\">x</a><a name=\"n\">y</a>")]
    [InlineData("<img src=\"a.png\"/>")]
    public void Formatting_is_acceptable(string content) => Assert.Null(NarrativeXhtml.Problem(Div(content)));

    [Theory]
    [InlineData("<script>x</script>")]
    [InlineData("<p onclick=\"x\">a</p>")]
    [InlineData("<a href=\"javascript:alert(1)\">a</a>")]
    [InlineData("<a href=\" java&#x0A;script:alert(1)\">a</a>")]
    [InlineData("<a href=\"&#106;avascript:alert(1)\">a</a>")]
    [InlineData("<a href=\"data:text/html,x\">a</a>")]
    [InlineData("<p style=\"width: expression(alert(1))\">a</p>")]
    [InlineData("<iframe src=\"x\"/>")]
    [InlineData("<form>a</form>")]
    [InlineData("<input/>")]
    [InlineData("<svg xmlns=\"http://www.w3.org/2000/svg\"/>")]
    [InlineData("<p>a")]
    [InlineData("a</p>")]
    [InlineData("<p a>x</p>")]
    [InlineData("<p class=a>x</p>")]
    [InlineData("<p class='a' class='b'>x</p>")]
    [InlineData("a & b")]
    [InlineData("a &bogus; b")]
    [InlineData("a <![CDATA[x]]>")]
    [InlineData("a <?x y?>")]
    [InlineData("a <!-- x")]
    [InlineData("  \n <p> </p>")]
    [InlineData("")]
    [InlineData("<P>a</P>")]
    public void What_runs_loads_or_breaks_is_not(string content) => Assert.NotNull(NarrativeXhtml.Problem(Div(content)));

    [Theory]
    [InlineData("<div>a</div>")]
    [InlineData("<p xmlns=\"http://www.w3.org/1999/xhtml\">a</p>")]
    [InlineData("<div xmlns=\"http://www.w3.org/1999/xhtml\">a</div><div xmlns=\"http://www.w3.org/1999/xhtml\">b</div>")]
    [InlineData("<div xmlns=\"http://www.w3.org/1999/xhtml\">a</div>b")]
    [InlineData("<div xmlns=\"http://www.w3.org/1999/xhtml\"")]
    [InlineData("text")]
    [InlineData("")]
    public void It_is_one_div(string xhtml) => Assert.False(NarrativeXhtml.IsAcceptable(xhtml));

    [Fact]
    public void Mutated_narratives_neither_crash_nor_hang()
    {
        var seed = Div("<p class='a' style=\"color: red\">a &amp; b</p><!-- c --><br/><a href='http://x'>y</a>");
        var random = new Random(3);
        for (var round = 0; round < 20_000; round++)
        {
            var text = seed;
            for (var i = random.Next(1, 6); i > 0; i--)
            {
                var at = random.Next(text.Length);
                text = random.Next(3) switch
                {
                    0 => text.Remove(at, 1),
                    1 => text.Insert(at, "<>/'\"=& \0!-"[random.Next(11)].ToString()),
                    _ => text[..at],
                };
                if (text.Length == 0)
                    break;
            }
            NarrativeXhtml.Problem(text);
        }
    }
}
