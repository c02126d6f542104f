using System.Buffers;

namespace Carewright.Fhir.Json;

/// <summary>Copies resources as bytes, without white space, with small changes on the way; nothing is turned into objects. Thread-safe.</summary>
public static class ResourceEditor
{
    /// <summary>Writes the resource compactly with the edits applied. What is not edited keeps its bytes: digits, escapes, order, unknown elements.</summary>
    public static void Rewrite(ResourceDocument document, ResourceEdits edits, IBufferWriter<byte> to)
    {
        using var plan = EditPlan.Make(document, edits);
        new EditWriter(document, edits, plan, to).Write();
    }

    /// <summary>As <see cref="Rewrite(ResourceDocument, ResourceEdits, IBufferWriter{byte})"/>, into memory of its own.</summary>
    public static ReadOnlyMemory<byte> Rewrite(ResourceDocument document, ResourceEdits edits)
    {
        var to = new ArrayBufferWriter<byte>(document.Utf8.Length + 256);
        Rewrite(document, edits, to);
        return to.WrittenMemory;
    }

    /// <summary><c>_elements</c>: see <see cref="ResourceEdits.Elements"/>.</summary>
    public static ReadOnlyMemory<byte> SelectElements(ResourceDocument document, IEnumerable<string> names) => Rewrite(document, ResourceEdits.Elements(names));

    /// <summary>Writes one element's JSON value without insignificant white space: a contained or Bundle entry's resource, say. Nothing when it has no value.</summary>
    public static void Copy(Element element, IBufferWriter<byte> to) => JsonCompactor.Copy(element.RawJson, to);

    /// <summary>
    /// True when both resources say the same: white space, order of properties, escapes, <c>meta.versionId</c> and <c>meta.lastUpdated</c> apart. Numbers are
    /// compared by their digits, so that 1.0 differs from 1.00.
    /// </summary>
    public static bool ContentEquals(ResourceDocument left, ResourceDocument right) => ContentComparer.AreEqual(left, right);
}
