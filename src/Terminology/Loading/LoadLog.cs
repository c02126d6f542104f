using System.Globalization;
using Carewright.Kernel;
using Carewright.Terminology.Storing;

namespace Carewright.Terminology.Loading;

/// <summary>What a load says of itself: faults with file and line, and how far it is. For one thread.</summary>
/// <param name="progress">Who wants to know; null for nobody.</param>
/// <param name="cancellationToken">Ends the load at the next row.</param>
public sealed class LoadLog(IProgress<TermProgress>? progress, CancellationToken cancellationToken)
{
    private const int Kept = 100;
    private const int Step = 5_000;
    private readonly List<Issue> _issues = [];
    private long _rows;

    /// <summary>The first hundred faults and remarks.</summary>
    public IReadOnlyList<Issue> Issues => _issues;

    /// <summary>How many faults there were in all.</summary>
    public int Errors { get; private set; }

    /// <summary>A fault: with one, nothing is put in place.</summary>
    public void Error(string code, string message, DistributionFile? file = null, int line = 0)
    {
        Errors++;
        Keep(new Issue(IssueSeverity.Error, IssueTypes.Invalid, code, message, Place(file, line), null, line > 0 ? line : null));
    }

    /// <summary>A remark.</summary>
    public void Remark(string code, string message, DistributionFile? file = null, int line = 0) =>
        Keep(new Issue(IssueSeverity.Warning, IssueTypes.Informational, code, message, Place(file, line), null, line > 0 ? line : null));

    /// <summary>One row more.</summary>
    public void Row(DistributionFile file)
    {
        ArgumentNullException.ThrowIfNull(file);
        if (++_rows % Step != 0)
            return;
        cancellationToken.ThrowIfCancellationRequested();
        progress?.Report(new TermProgress(file.Name, _rows, 0));
    }

    private void Keep(Issue issue)
    {
        if (_issues.Count < Kept)
            _issues.Add(issue);
    }

    private static string? Place(DistributionFile? file, int line) => file is null ? null : line > 0 ? string.Create(CultureInfo.InvariantCulture, $"{file.Path}:{line}") : file.Path;
}
