using System.Buffers;
using System.Buffers.Text;
using System.Runtime.CompilerServices;
using Carewright.Fhir.Json;
using Carewright.Kernel;

namespace Carewright.Gateway.Attaching;

/// <summary>
/// Looks into the files that come inside of resources, on every way into the record: each <c>Attachment.data</c> and <c>Binary.data</c> must be of a kind that clinics take and of the kind that it is
/// declared as, no larger than the clinic allows, and clean by the scanner if there is one. It waits for the scanner on the thread of the write; at most four files are scanned at a time.
/// </summary>
internal sealed class FileInspector(FileShelf shelf)
{
    private static readonly SemaphoreSlim s_scanning = new(4, 4);
    private readonly ConditionalWeakTable<ResourceDocument, object> _unscanned = [];

    internal static MetaCoding Unscanned { get; } = new("https://carewright.example/fhir/CodeSystem/file-state", "unscanned");

    /// <summary>What stands against the files of a resource; <see cref="FileIssues.NotScanned"/> is a warning.</summary>
    internal IReadOnlyList<Issue> Check(ResourceDocument document)
    {
        if (!MayHoldFiles(document.Utf8.Span))
            return [];
        var issues = new List<Issue>();
        foreach (var holder in HoldersIn(document.Root))
            if (CheckHolder(holder) is { } issue)
                issues.Add(issue);
        if (issues.Exists(issue => issue.Code == FileIssues.NotScanned))
            _unscanned.AddOrUpdate(document, this);
        return issues;
    }

    /// <summary>The tags that a resource which was checked gets when it is written.</summary>
    internal IReadOnlyList<MetaCoding> TagsFor(ResourceDocument document) => _unscanned.TryGetValue(document, out _) ? [Unscanned] : [];

    // Names of members may be written with escapes; the walk costs, so that it is not taken for what has no files.
    private static bool MayHoldFiles(ReadOnlySpan<byte> json) => json.IndexOf("\"data"u8) >= 0 || json.IndexOf(@"\u00"u8) >= 0;

    private Issue? CheckHolder(Element holder)
    {
        var place = holder.Location();
        if (holder.Child("url").GetString() is { } url && url.TrimStart().StartsWith("data:", StringComparison.OrdinalIgnoreCase))
            return FileIssues.DataAddress(place);
        if (!holder.Child("data").HasValue)
            return null;
        // What cannot be read cannot be judged.
        if (Decode(holder.Child("data").GetUtf8()) is not { } content)
            return FileIssues.Unreadable(place);
        return CheckContent(holder.Child("contentType").GetString(), content, shelf.Current, place);
    }

    private static Issue? CheckContent(string? declared, ReadOnlyMemory<byte> content, FileSettings settings, string place)
    {
        if (content.Length > settings.MaxBytes)
            return FileIssues.TooLarge(settings.MaxBytes, place);
        if (FileSigns.IsProgram(content))
            return FileIssues.Program(place);
        if (FileSigns.IsCompound(content) && !settings.TakesOtherKinds)
            return FileIssues.OldOffice(place);
        var kind = declared is null ? FileKinds.Guess(content) : FileKinds.Declared(declared);
        if (kind is null && !settings.TakesOtherKinds)
            return FileIssues.OtherKind(place);
        if (kind?.Fits(content) == false)
            return kind.IsPage ? FileIssues.ActivePage(place) : FileIssues.Mismatch(place);
        return settings.Scanner is { } scanner && ScannerAddress.Parse(scanner) is { } address ? Scan(address, content.Span, settings, place) : null;
    }

    private static Issue? Scan(ScannerAddress address, ReadOnlySpan<byte> content, FileSettings settings, string place)
    {
        s_scanning.Wait();
        try
        {
            var verdict = ClamScanner.Scan(address, content);
            if (verdict.Signature is { } signature)
                return FileIssues.IsInfected(signature, place);
            return verdict.IsKnown ? null : settings.WithoutScanner == "take" ? FileIssues.WithoutScan(place) : FileIssues.ScannerAway(place);
        }
        finally
        {
            s_scanning.Release();
        }
    }

    private static IEnumerable<Element> HoldersIn(Element element)
    {
        if (element.Type?.Name is "Attachment" or "Binary")
            yield return element;
        var children = new List<Element>();
        foreach (var child in element.Children())
            children.Add(child);
        foreach (var child in children)
        {
            foreach (var holder in HoldersIn(child))
                yield return holder;
        }
    }

    private static byte[]? Decode(ReadOnlySpan<byte> text)
    {
        var content = new byte[Base64.GetMaxDecodedFromUtf8Length(text.Length)];
        return Base64.DecodeFromUtf8(text, content, out _, out var length) == OperationStatus.Done ? content[..length] : null;
    }
}
