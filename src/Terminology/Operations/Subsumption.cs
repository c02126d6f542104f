using Carewright.Kernel;
using Carewright.Terminology.Concepts;
using Carewright.Terminology.Sources;

namespace Carewright.Terminology.Operations;

/// <summary>A question to <c>$subsumes</c> (FHIR R4 codesystem-operation-subsumes.html).</summary>
/// <param name="System">Code system of both.</param>
/// <param name="Version">Its version; null for the newest.</param>
/// <param name="CodeA">The first code.</param>
/// <param name="CodeB">The second.</param>
/// <param name="Codes">The system itself, when it is asked for as an instance.</param>
public sealed record SubsumesRequest(string? System, string? Version, string? CodeA, string? CodeB, ICodeSystem? Codes = null);

/// <summary>How the first code stands to the second (FHIR R4 valueset-concept-subsumption-outcome.html).</summary>
/// <param name="Outcome"><c>equivalent</c>, <c>subsumes</c>, <c>subsumed-by</c> or <c>not-subsumed</c>.</param>
public sealed record SubsumesResult(string Outcome);

/// <summary><c>$subsumes</c>: whether one code is above another.</summary>
internal static class Subsumption
{
    internal static TermAnswer<SubsumesResult> Run(SubsumesRequest request, TerminologySources sources)
    {
        if (request.CodeA is not { } a || request.CodeB is not { } b || (request.System is null && request.Codes is null))
            return TermAnswer<SubsumesResult>.Refused(TermIssues.Required("$subsumes", "codeA, codeB and their system, or codingA and codingB"));
        var found = request.Codes is { } own ? new SystemFound(own, null) : sources.FindSystem(request.System!, request.Version);
        if (found.Grammar is { } grammar)
            return OfGrammar(grammar, a, b);
        if (found.Finite is not { } codes)
            return TermAnswer<SubsumesResult>.Refused(TermIssues.UnknownSystem(request.System!, request.Version, request.Version is null ? [] : sources.VersionsOf(request.System!)));
        var (first, second) = (codes.Find(a), codes.Find(b));
        List<Issue> faults = [];
        if (first < 0)
            faults.Add(TermIssues.UnknownCode(codes.Header.Canonical, a, "codeA"));
        if (second < 0)
            faults.Add(TermIssues.UnknownCode(codes.Header.Canonical, b, "codeB"));
        return faults.Count > 0 ? new TermAnswer<SubsumesResult>(null, faults) : TermAnswer<SubsumesResult>.Of(new SubsumesResult(Compare(codes.Hierarchy, first, second)));
    }

    private static string Compare(Hierarchy hierarchy, int first, int second) =>
        first == second ? "equivalent" : hierarchy.IsAbove(first, second) ? "subsumes" : hierarchy.IsAbove(second, first) ? "subsumed-by" : "not-subsumed";

    private static TermAnswer<SubsumesResult> OfGrammar(ICodeGrammar grammar, string a, string b)
    {
        foreach (var code in new[] { a, b })
        {
            if (grammar.Fault(code) is { } fault)
                return TermAnswer<SubsumesResult>.Refused(Issue.Error(IssueTypes.NotFound, "TERM-GRAMMAR-SUBSUMES", $"'{code}' is not valid in '{grammar.Header.Url}'. {fault}"));
        }
        return TermAnswer<SubsumesResult>.Of(new SubsumesResult(a == b ? "equivalent" : "not-subsumed"));
    }
}
