using Carewright.Fhir.Json;
using Carewright.Gateway.Access;
using Carewright.Kernel;
using Carewright.Storage;
using Carewright.Storage.Search;

namespace Carewright.Gateway.Exporting;

/// <summary>What is read of one type.</summary>
/// <param name="Type">Resource type.</param>
/// <param name="Access">What the actor may see of it.</param>
/// <param name="Where">Filters, times and access as one predicate.</param>
/// <param name="Verify">Decides an opened row where the index is not exact; null when it is.</param>
/// <param name="Confirm">That a row is no collision of hashes; null when there is nothing to check.</param>
/// <param name="Edits">The elements asked for; null for all.</param>
internal sealed record TypePlan(string Type, CompiledAccess Access, Predicate Where, Func<StoredVersion, bool>? Verify, Func<StoredVersion, bool>? Confirm, ResourceEdits? Edits);

/// <summary>An export, authorised and compiled.</summary>
/// <param name="Order">What was asked for.</param>
/// <param name="Types">What is read, in order.</param>
/// <param name="Cohort">The only patients; null for all.</param>
/// <param name="Warnings">What lenient handling left out.</param>
internal sealed record ExportPlan(ExportOrder Order, IReadOnlyList<TypePlan> Types, Cohort? Cohort, IReadOnlyList<Issue> Warnings);
