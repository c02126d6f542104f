using System.Text;
using Carewright.Fhir.Json;
using Carewright.Gateway.Access;
using Carewright.Kernel;
using Carewright.Storage;

namespace Carewright.Gateway.Exporting;

/// <summary>One export on its way: what has been written, which attachments its rows name, what could not be opened.</summary>
internal sealed class ExportRun(ExportPlan plan, DateTimeOffset at, ExportFile file, Func<string, CompiledAccess> accessNow)
{
    internal const int FirstPage = 200;
    internal const int FewestRows = 10;
    private const int MostRows = 1000;
    private const long FullPage = 4 * 1024 * 1024;
    private readonly HashSet<string> _attachments = new(StringComparer.Ordinal);
    private readonly bool _followsAttachments = plan.Order.Level != ExportLevel.System && plan.Types.Any(type => type.Type == "Binary");
    private long _unreadable;
    private long _closed;

    internal ExportPlan Plan => plan;

    /// <summary>The instant whose record is exported, cut to the millisecond as the versions' own times are.</summary>
    internal DateTimeOffset At { get; } = at.AddTicks(-(at.Ticks % TimeSpan.TicksPerMillisecond));

    internal ExportFile File => file;

    /// <summary>Ids of the Binaries that exported rows name.</summary>
    internal IReadOnlyCollection<string> Attachments => _attachments;

    /// <summary>How many rows the next page takes, so that pages of large rows do not fill the memory and pages of small ones are not slow.</summary>
    internal static int NextPage(int rows, long bytes) => bytes > FullPage ? Math.Max(FewestRows, rows / 4) : Math.Min(MostRows, rows * 2);

    /// <summary>Writes the rows of a page that may leave; gives the bytes they took.</summary>
    internal async ValueTask<long> WriteAsync(TypePlan type, IEnumerable<StoredVersion> rows, CancellationToken cancellationToken)
    {
        var bytes = 0L;
        foreach (var (row, json) in Open(type, AccessNow(type.Type), [.. rows]))
        {
            bytes += json.Length;
            if (_followsAttachments)
                Note(json);
            await file.WriteAsync(type.Type, json, row.Patients, cancellationToken).ConfigureAwait(false);
        }
        return bytes;
    }

    /// <summary>What the actor may see of a type now.</summary>
    /// <exception cref="AccessEndedException">Nothing any more.</exception>
    internal CompiledAccess AccessNow(string type) => accessNow(type) is { IsAllowed: true } access ? access : throw new AccessEndedException($"export {type} any more");

    /// <summary>Warnings of rows that are not in the export although they were asked for.</summary>
    internal IEnumerable<Issue> LeftOut()
    {
        if (_unreadable > 0)
            yield return Issue.Warning(IssueTypes.Incomplete, "GATE-EXPORT-UNREADABLE", $"{_unreadable} resources could not be opened and are not in the export: their rows were changed, or their key is destroyed.");
        if (_closed > 0)
            yield return Issue.Warning(IssueTypes.Incomplete, "GATE-EXPORT-CLOSED", "A policy or a consent was changed while the export ran; resources that it closes are not in the export.");
    }

    // Decrypting, cutting and shaping a page is most of the work, and rows do not depend on each other.
    private IEnumerable<(StoredVersion Row, ReadOnlyMemory<byte> Json)> Open(TypePlan type, CompiledAccess access, StoredVersion[] rows)
    {
        var bodies = new ReadOnlyMemory<byte>?[rows.Length];
        Parallel.For(0, rows.Length, new ParallelOptions { MaxDegreeOfParallelism = 2 }, i => bodies[i] = Body(type, access, rows[i]));
        for (var i = 0; i < rows.Length; i++)
        {
            if (bodies[i] is { } json)
                yield return (rows[i], json);
        }
    }

    // The plan carries the access predicate of its time already; asking again costs little, keeps one faulty plan from being a leak, and holds what was closed meanwhile.
    private ReadOnlyMemory<byte>? Body(TypePlan type, CompiledAccess access, StoredVersion row)
    {
        try
        {
            if (access.Allows(row))
                return Shape(type, Releaser.Release(row, access).Json);
            Interlocked.Increment(ref _closed);
            return null;
        }
        catch (SealBrokenException)
        {
            Interlocked.Increment(ref _unreadable);
            return null;
        }
    }

    private ReadOnlyMemory<byte> Shape(TypePlan type, ReadOnlyMemory<byte> json)
    {
        var namesBinary = plan.Order.BaseUrl is not null && json.Span.IndexOf("\"Binary/"u8) >= 0;
        if (type.Edits is null && !namesBinary)
            return json;
        var document = ResourceDocument.Parse(json).Document ?? throw new InvalidOperationException("A released resource does not parse.");
        var edits = type.Edits ?? ResourceEdits.None;
        return ResourceEditor.Rewrite(document, namesBinary ? edits with { ReplaceUri = Absolute } : edits);
    }

    // Only where an attachment lies; references between resources stay as they are, for they are resolved within the export.
    private string? Absolute(Element uri) =>
        uri.Name == "url" && uri.Parent.Type?.Name == "Attachment" && uri.GetString() is { } text && text.StartsWith("Binary/", StringComparison.Ordinal) ? $"{plan.Order.BaseUrl}/{text}" : null;

    private void Note(ReadOnlyMemory<byte> json)
    {
        for (var at = json.Span.IndexOf("Binary/"u8); at >= 0;)
        {
            var rest = json.Span[(at + 7)..];
            var end = rest.IndexOfAny((byte)'"', (byte)'/');
            if (end is > 0 and <= 64)
                _attachments.Add(Encoding.ASCII.GetString(rest[..end]));
            var next = rest.IndexOf("Binary/"u8);
            at = next < 0 ? -1 : at + 7 + next;
        }
    }
}

/// <summary>The actor may not go on with what is running.</summary>
internal sealed class AccessEndedException(string message) : Exception(message);
