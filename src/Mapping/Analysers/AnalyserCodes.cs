namespace Carewright.Mapping.Analysers;

/// <summary>What an instrument's own codes mean, both ways. Immutable, safe for many threads.</summary>
/// <param name="codes">The partner's codes: tables <c>test</c> (a test is this code) and <c>panel</c> (who orders this code wants this test).</param>
public sealed class AnalyserCodes(IReadOnlyList<CodeMap> codes)
{
    /// <summary>Table of the codes that tests have.</summary>
    public const string Test = "test";

    /// <summary>Table of the codes that are ordered and have this test among theirs.</summary>
    public const string Panel = "panel";

    /// <summary>What a test is; null when nobody has said.</summary>
    /// <param name="test">The instrument's code.</param>
    public CodeMap? Meaning(string test) => codes.FirstOrDefault(code => code.Table == Test && code.Code == test);

    /// <summary>The instrument's codes of what an order wants, each once; empty: it is nothing that the instrument does.</summary>
    /// <param name="ordered">Codings of the order, <c>system|code</c>.</param>
    public IReadOnlyList<string> TestsOf(IReadOnlyCollection<string> ordered) =>
        [.. codes.Where(code => code.Table is Test or Panel && ordered.Contains($"{code.System}|{code.Target}")).Select(code => code.Code).Distinct(StringComparer.Ordinal)];
}
