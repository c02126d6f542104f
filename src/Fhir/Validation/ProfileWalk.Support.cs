using Carewright.Fhir.Json;
using Carewright.Fhir.Profiles;
using Carewright.Kernel;

namespace Carewright.Fhir.Validation;

/// <summary>What must be supported and is not there: the report of a tester, who looks for an example of everything.</summary>
internal sealed partial class ProfileWalk
{
    private void Support(Element element, ProfileNode node, CompiledProfile profile, IssueSeverity severity)
    {
        foreach (var slot in node.Slots)
        {
            var found = false;
            foreach (var child in element.Children(slot.Name))
            {
                found = true;
                Support(child, slot.Node, profile, severity);
            }
            if (slot.MustSupport && !found)
                Absent(element, slot.Node, profile, severity);
            foreach (var slice in slot.Slices?.Items ?? [])
                Support(element, slot, slice, profile, severity);
        }
    }

    private void Support(Element element, ProfileSlot slot, ProfileSlice slice, CompiledProfile profile, IssueSeverity severity)
    {
        var found = false;
        foreach (var child in element.Children(slot.Name))
        {
            if (!IsIn(child, slice))
                continue;
            found = true;
            Support(child, slice.Node, profile, severity);
        }
        if (slice.MustSupport && !found)
            Absent(element, slice.Node, profile, severity);
    }

    private void Absent(Element element, ProfileNode node, CompiledProfile profile, IssueSeverity severity) =>
        Tell(element, IssueTypes.Informational, "VAL-MUST-SUPPORT", $"'{node.Id}' must be supported and is not there.", node, profile, severity);
}
