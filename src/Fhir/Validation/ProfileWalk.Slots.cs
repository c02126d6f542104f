using Carewright.Fhir.Json;
using Carewright.Fhir.Profiles;
using Carewright.Kernel;

namespace Carewright.Fhir.Validation;

/// <summary>The children of an element, and the slices they fall into.</summary>
internal sealed partial class ProfileWalk
{
    private const int MostOnStack = 256;

    private void Slots(Element element, ProfileNode node, CompiledProfile? profile)
    {
        Span<int> counts = node.Counters <= MostOnStack ? stackalloc int[node.Counters] : new int[node.Counters];
        counts.Clear();
        var outer = _isUncertain;
        _isUncertain = false;
        foreach (var child in element.Children())
        {
            if (child.Definition is not { } definition)
                continue;
            foreach (var slot in node.Slots)
            {
                if (slot.Name.Index != definition.NameIndex)
                    continue;
                counts[slot.Counter]++;
                Node(child, slot.Node, profile);
                if (slot.Slices is { } slices)
                    Assign(child, slices, counts, slot.Node, profile);
            }
            if (run.IsDecided)
                break;
        }
        foreach (var slot in node.Slots)
            Count(element, slot, counts, profile);
        _isUncertain = outer;
    }

    private void Count(Element element, ProfileSlot slot, ReadOnlySpan<int> counts, CompiledProfile? profile)
    {
        var count = counts[slot.Counter];
        if (count < slot.Min)
            Tell(element, IssueTypes.Required, "VAL-PROFILE-MIN", $"'{slot.Node.Id}' must occur at least {Times(slot.Min)}.", slot.Node, profile);
        if (count > slot.Max)
            Tell(element, IssueTypes.Structure, "VAL-PROFILE-MAX", slot.Max == 0 ? $"'{slot.Node.Id}' must not occur." : $"'{slot.Node.Id}' may occur at most {Times(slot.Max)}.", slot.Node, profile);
        if (slot.Slices is { } slices)
            Count(element, slices, counts, profile);
    }

    private void Count(Element element, SliceSet slices, ReadOnlySpan<int> counts, CompiledProfile? profile)
    {
        foreach (var slice in slices.Items)
        {
            if (slice.Matchers is null)
                continue;
            var count = counts[slice.Counter];
            // Where it cannot be told what is in a slice, it cannot be told that something is missing.
            if (count < slice.Min && !_isUncertain)
                Tell(element, IssueTypes.Required, "VAL-SLICE-MIN", $"The slice '{slice.Node.Id}' must occur at least {Times(slice.Min)}.", slice.Node, profile);
            if (count > slice.Max)
                Tell(element, IssueTypes.Structure, "VAL-SLICE-MAX", $"The slice '{slice.Node.Id}' may occur at most {Times(slice.Max)}.", slice.Node, profile);
            if (count > 0 && slice.Slices is { } parts)
                Count(element, parts, counts, profile);
        }
    }

    /// <summary>Puts a value into the slice that it matches, and holds it against what that slice demands.</summary>
    private void Assign(Element value, SliceSet slices, Span<int> counts, ProfileNode node, CompiledProfile? profile)
    {
        var at = Array.FindIndex(slices.Items, slice => IsIn(value, slice));
        if (at < 0)
            at = Array.FindIndex(slices.Items, slice => slice.IsDefault);
        if (at < 0)
        {
            counts[slices.Counter + 1] = 1;
            Unsliced(value, slices, node, profile);
            return;
        }
        var found = slices.Items[at];
        counts[found.Counter]++;
        if (slices.IsOrdered && at + 1 < counts[slices.Counter])
            Tell(value, IssueTypes.Structure, "VAL-SLICE-ORDER", $"A value of the slice '{found.Name}' comes after a value of a later slice.", found.Node, profile);
        counts[slices.Counter] = Math.Max(counts[slices.Counter], at + 1);
        if (slices.IsOpenAtEnd && counts[slices.Counter + 1] > 0)
            Tell(value, IssueTypes.Structure, "VAL-SLICE-END", "Values in no slice must come last.", found.Node, profile);
        Node(value, found.Node, profile);
        if (found.Slices is { } parts)
            Assign(value, parts, counts, found.Node, profile);
    }

    private bool IsIn(Element value, ProfileSlice slice)
    {
        if (slice.Matchers is not { } matchers || slice.IsDefault)
            return false;
        foreach (var matcher in matchers)
            if (!matcher.Matches(value, this))
                return false;
        return true;
    }

    private void Unsliced(Element value, SliceSet slices, ProfileNode node, CompiledProfile? profile)
    {
        if (slices.IsClosed && !_isUncertain)
            Tell(value, IssueTypes.Structure, "VAL-SLICE-CLOSED", $"The value is in none of the slices {string.Join(", ", slices.Items.Select(slice => slice.Name))}, and no other is allowed.", node, profile);
        else if (profile?.Type.Name == "Extension" && value.Definition is { Name: "extension" } && value.Child(s_url).GetString() is { } url && !url.Contains(':', StringComparison.Ordinal))
            Tell(value, IssueTypes.Structure, "VAL-EXTENSION-PART", "The extension defines no part of that name.", node, profile);
    }

    private static string Times(int count) => count == 1 ? "once" : $"{count} times";
}
