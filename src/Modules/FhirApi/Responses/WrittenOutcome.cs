using Carewright.Fhir.Json;
using Carewright.Gateway;
using Carewright.Kernel;

namespace Carewright.FhirApi.Responses;

/// <summary>What is told of a write, for <c>Prefer: return=OperationOutcome</c> and in the entries of a Bundle (FHIR R4 bundle-definitions.html#Bundle.entry.response.outcome).</summary>
internal static class WrittenOutcome
{
    /// <summary>The version that was written, and what was worth telling about the content.</summary>
    internal static ReadOnlyMemory<byte> Of(Written written) =>
        OperationOutcomeWriter.Write([new Issue(IssueSeverity.Information, IssueTypes.Informational, "REST-WRITTEN", $"{written.Resource.Reference} is at version {written.Resource.VersionId}."), .. written.Warnings]);

    /// <summary>The warnings alone; empty when there are none.</summary>
    internal static ReadOnlyMemory<byte> Of(IReadOnlyList<Issue> warnings) => warnings.Count == 0 ? default : OperationOutcomeWriter.Write(warnings);
}
