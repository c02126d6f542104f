using Carewright.Fhir.Json;
using Carewright.Kernel;

namespace Carewright.Fhir.Validation;

/// <summary>A snapshot can be generated of a profile (FHIR R4 profiling.html#snapshot).</summary>
internal static class StructureRules
{
    public static void Check(Element structure, ValidationRun run)
    {
        // Only profiles on types of R4 have a base to be held against, and only a resource that stands alone has its own document.
        if (run.Options.Definitions is not { } definitions || structure.Index != 0 || !structure.Child("differential").Exists || structure.Child("derivation").GetString() != "constraint")
            return;
        foreach (var issue in definitions.Generate(structure.Document).Issues)
            if (issue.Severity == IssueSeverity.Error && issue.Code is not ("SNAP-BASE" or "SNAP-TYPE-UNKNOWN"))
                run.Report(structure, issue.Type, issue.Code, $"{issue.Message} ({issue.Location})", issue.Spec);
    }
}
