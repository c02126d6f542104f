using System.Buffers.Text;
using Carewright.Fhir.Json;
using Carewright.Fhir.Patch;
using Carewright.Kernel;

namespace Carewright.Gateway.Bundles;

/// <summary>The patch that an entry carries: a FHIRPath Patch as Parameters, or a JSON Patch inside a Binary (FHIR R4 http.html#patch).</summary>
public static class BundlePatch
{
    /// <summary>The media type of JSON Patch.</summary>
    public const string JsonPatchType = "application/json-patch+json";

    /// <summary>The patch; or what is wrong, with places inside the entry's resource.</summary>
    public static PatchParseOutcome Read(Element resource) => resource.Type?.Name switch
    {
        "Parameters" => FhirPathPatch.Parse(ResourceDocument.Parse(resource.RawJson.ToArray()).Document!),
        "Binary" when IsJsonPatch(resource) => TryDecode(resource, out var data) ? JsonPatch.Parse(data) : Fault("The data of the Binary is not base64."),
        _ => Fault($"A patch in a Bundle is a Parameters resource, or a Binary of {JsonPatchType}."),
    };

    /// <summary>The bytes of a Binary; false when they are not base64.</summary>
    public static bool TryDecode(Element binary, out ReadOnlyMemory<byte> data)
    {
        var text = binary.Child("data").GetUtf8();
        var bytes = new byte[Base64.GetMaxDecodedFromUtf8Length(text.Length)];
        var isWhole = Base64.DecodeFromUtf8(text, bytes, out _, out var written) == System.Buffers.OperationStatus.Done;
        data = bytes.AsMemory(0, written);
        return isWhole && text.Length > 0;
    }

    private static bool IsJsonPatch(Element binary) => binary.Child("contentType").GetString()?.Split(';')[0].Trim().Equals(JsonPatchType, StringComparison.OrdinalIgnoreCase) == true;

    private static PatchParseOutcome Fault(string message) => new(null, [Issue.Error(IssueTypes.NotSupported, "BUNDLE-PATCH", message, spec: "FHIR R4 http.html#patch")]);
}
