using System.Diagnostics;
using System.Globalization;
using Carewright.Fhir.Json;
using Carewright.Fhir.Path;

namespace Carewright.Fhir.Tests.Path;

/// <summary>Hostile and random expressions: nothing but <see cref="FhirPathException"/> comes out, in bounded time and memory. CAREWRIGHT_FUZZ_SECONDS makes the run longer.</summary>
public sealed class FhirPathFuzzTests
{
    private static readonly FhirPathLimits s_limits = new(200_000, 50_000, 100_000, 50);

    private static readonly string[] s_words =
    [
        "Patient", "name", "given", "value", "$this", "$index", "$total", "%resource", "%context", "{}", "1", "2.5", "'a'", "'\\\\d+'", "@2015-01", "@T10", "4 days", "2 'mg'", "true", "(", ")", "[", "]", ".", ",", "+", "-", "*",
        "/", "div", "mod", "&", "|", "=", "!=", "~", "!~", "<", ">=", "in", "contains", "and", "or", "xor", "implies", "is", "as", "Quantity", "System.String", "where(", "select(", "repeat(", "repeatAll(", "aggregate(", "descendants()",
        "children()", "first()", "exists()", "matches(", "replace(", "replaceMatches(", "sort(", "iif(", "resolve()", "ofType(", "toQuantity()", "lowBoundary()", "power(", "combine(", "union(", "join(", "split(", "defineVariable('v')", "%v", "`x`", "//", "/*", "*/", "'",
    ];

    [Theory]
    [InlineData("(1|2|3).repeatAll($this)")]
    [InlineData("1.repeat($this + 1)")]
    [InlineData("'a'.repeat($this & $this)")]
    [InlineData("(1|2|3|4|5|6|7|8|9|10|11|12|13|14|15|16|17|18|19|20|21|22|23|24|25|26|27|28|29|30).aggregate($total & $total, 'aaaaaaaaaaaaaaaa')")]
    [InlineData("'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!'.matches('^(a+)+(?=x)$')")]
    [InlineData("'aaaa'.matches('((((((a{1000}){1000}){1000}){1000}){1000}){1000})')")]
    [InlineData("descendants().select(%resource.descendants().select(%resource.descendants()))")]
    [InlineData("descendants().combine(%resource.descendants()).repeatAll($this.combine($this))")]
    [InlineData("(0|1|2|3|4|5|6|7|8|9).select(('aaaaaaaaaaaaaaaa').replace('', 'bbbbbbbbbbbbbbbbbbbbb')).repeat(replace('', $this))")]
    public void Hostile_expressions_end_at_a_limit(string expression)
    {
        long before = GC.GetTotalAllocatedBytes();
        var watch = Stopwatch.StartNew();
        try
        {
            FhirPathExpression.Compile(expression).Evaluate(Context());
        }
        catch (FhirPathException error)
        {
            Assert.Contains(error.Code, (string[])[FhirPathErrors.Limit, FhirPathErrors.Regex, FhirPathErrors.Singleton]);
        }

        Assert.True(watch.ElapsedMilliseconds < 5_000, $"{watch.ElapsedMilliseconds} ms");
        Assert.True(GC.GetTotalAllocatedBytes() - before < 500_000_000, "too much memory");
    }

    [Fact]
    public void Deep_and_long_expressions_are_refused()
    {
        Assert.Throws<FhirPathException>(() => FhirPathExpression.Compile(new string('(', 50_000) + "1" + new string(')', 50_000)));
        Assert.Throws<FhirPathException>(() => FhirPathExpression.Compile(new string('-', 60_000) + "1"));
        Assert.Throws<FhirPathException>(() => FhirPathExpression.Compile("a" + string.Concat(Enumerable.Repeat(".a", 20_000))));
        Assert.Throws<FhirPathException>(() => FhirPathExpression.Compile("1" + string.Concat(Enumerable.Repeat("+1", 20_000))));
        Assert.Throws<FhirPathException>(() => FhirPathExpression.Compile(new string(' ', 100_000)));
    }

    [Fact]
    public void Random_and_mutated_expressions_never_crash()
    {
        int seconds = int.TryParse(Environment.GetEnvironmentVariable("CAREWRIGHT_FUZZ_SECONDS"), NumberStyles.None, CultureInfo.InvariantCulture, out int given) ? given : 3;
        string[] seeds = [.. OfficialSuite.Load().Select(test => test.Expression)];
        var random = new Random(20240229);
        var watch = Stopwatch.StartNew();
        while (watch.Elapsed.TotalSeconds < seconds)
        {
            string expression = random.Next(3) == 0 ? Soup(random) : Mutate(random, seeds[random.Next(seeds.Length)], seeds);
            long started = watch.ElapsedMilliseconds;
            Run(expression);
            Assert.True(watch.ElapsedMilliseconds - started < 10_000, $"{watch.ElapsedMilliseconds - started} ms: {expression}");
        }
    }

    private static void Run(string expression)
    {
        try
        {
            FhirPathExpression compiled = FhirPathExpression.Compile(expression);
            compiled.Check("Patient");
            foreach (FhirPathValue item in compiled.Evaluate(Context()))
            {
                _ = item.ToString();
            }
        }
        catch (FhirPathException)
        {
            // The one way in which a bad expression may end.
        }
        catch (Exception error)
        {
            Assert.Fail($"{error.GetType().Name}: {error.Message}\n{expression}\n{error.StackTrace}");
        }
    }

    private static FhirPathContext Context()
    {
        ResourceDocument patient = OfficialSuite.Input("patient-name-extensions.json");
        return new FhirPathContext(patient.Root) { Limits = s_limits };
    }

    private static string Soup(Random random) => string.Join(random.Next(2) == 0 ? " " : "", Enumerable.Range(0, random.Next(1, 25)).Select(_ => s_words[random.Next(s_words.Length)]));

    private static string Mutate(Random random, string expression, string[] seeds)
    {
        for (int i = random.Next(1, 4); i > 0 && expression.Length > 0; i--)
        {
            int at = random.Next(expression.Length), length = random.Next(1, Math.Min(12, expression.Length - at) + 1);
            expression = random.Next(5) switch
            {
                0 => expression.Remove(at, length),
                1 => expression.Insert(at, s_words[random.Next(s_words.Length)]),
                2 => expression.Insert(at, expression.Substring(at, length)),
                3 => expression[..at] + (char)random.Next(32, 0x3000) + expression[(at + 1)..],
                _ => expression[..at] + seeds[random.Next(seeds.Length)],
            };
        }

        return expression;
    }
}
