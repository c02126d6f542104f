using System.Buffers;
using System.Globalization;

namespace Carewright.Fhir.Json;

/// <summary>Writes the changed <c>meta</c> of a resource: versionId and lastUpdated first, codings added and removed, the rest as it was.</summary>
internal readonly ref struct MetaWriter(ResourceDocument document, ResourceEdits edits, EditPlan plan, IBufferWriter<byte> to)
{
    internal void Write(in EditWriter writer)
    {
        var meta = document.Root.Child("meta");
        if (meta.Exists && plan.IsDropped(meta.Index))
            meta = default;
        var start = new ArrayBufferWriter<byte>(256);
        var inner = new MetaWriter(document, edits, plan, start);
        var isFirst = true;
        inner.WriteText("versionId", edits.VersionId?.ToString(CultureInfo.InvariantCulture), ref isFirst);
        inner.WriteText("lastUpdated", edits.LastUpdated?.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture), ref isFirst);
        inner.WriteRest(meta, writer.To(start), ref isFirst);
        inner.WriteCodings("security", meta, edits.AddSecurity, edits.RemoveSecurity, ref isFirst);
        inner.WriteCodings("tag", meta, edits.AddTags, edits.RemoveTags, ref isFirst);
        if (isFirst)
            return;
        to.Write(",\"meta\":{"u8);
        to.Write(start.WrittenSpan);
        to.Write("}"u8);
    }

    private void WriteText(string name, string? text, ref bool isFirst)
    {
        if (text is null)
            return;
        Name(name, ref isFirst);
        JsonText.WriteString(to, text);
    }

    private void WriteRest(Element meta, in EditWriter writer, ref bool isFirst)
    {
        for (var first = FirstOf(meta); first != 0;)
        {
            var next = writer.NextGroup(first);
            if (!IsReplaced(document.NameOf(first)) && writer.WriteProperty(first, next, isFirst))
                isFirst = false;
            first = next;
        }
    }

    private static int FirstOf(Element meta)
    {
        var children = meta.Children();
        return children.MoveNext() ? children.Current.Index : 0;
    }

    private bool IsReplaced(string name) => name switch
    {
        "versionId" => edits.VersionId is not null,
        "lastUpdated" => edits.LastUpdated is not null,
        "security" or "tag" => true,
        _ => false,
    };

    private void WriteCodings(string name, Element meta, IReadOnlyList<MetaCoding> added, IReadOnlyList<MetaCoding> removed, ref bool isFirst)
    {
        var isEmpty = true;
        var writer = new EditWriter(document, edits, plan, to);
        foreach (var coding in meta.Children(name))
        {
            if (plan.IsDropped(coding.Index) || Has(removed, coding))
                continue;
            Start(name, ref isEmpty, ref isFirst);
            writer.WriteValue(coding.Index);
        }
        foreach (var coding in added)
        {
            if (IsThere(meta.Children(name), coding))
                continue;
            Start(name, ref isEmpty, ref isFirst);
            WriteCoding(coding);
        }
        if (!isEmpty)
            to.Write("]"u8);
    }

    private void Start(string name, ref bool isEmpty, ref bool isFirst)
    {
        if (!isEmpty)
        {
            to.Write(","u8);
            return;
        }
        Name(name, ref isFirst);
        to.Write("["u8);
        isEmpty = false;
    }

    private void WriteCoding(MetaCoding coding)
    {
        to.Write("{\"system\":"u8);
        JsonText.WriteString(to, coding.System);
        to.Write(",\"code\":"u8);
        JsonText.WriteString(to, coding.Code);
        if (coding.Display is { } display)
        {
            to.Write(",\"display\":"u8);
            JsonText.WriteString(to, display);
        }
        to.Write("}"u8);
    }

    private bool IsThere(ElementEnumerator codings, MetaCoding coding)
    {
        foreach (var other in codings)
        {
            if (!plan.IsDropped(other.Index) && IsSame(other, coding))
                return true;
        }
        return false;
    }

    private static bool Has(IReadOnlyList<MetaCoding> list, Element coding)
    {
        for (var i = 0; i < list.Count; i++)
        {
            if (IsSame(coding, list[i]))
                return true;
        }
        return false;
    }

    private static bool IsSame(Element coding, MetaCoding other) =>
        coding.Child("system").GetString() == other.System && coding.Child("code").GetString() == other.Code;

    private void Name(string name, ref bool isFirst)
    {
        if (!isFirst)
            to.Write(","u8);
        isFirst = false;
        JsonText.WriteString(to, name);
        to.Write(":"u8);
    }
}
