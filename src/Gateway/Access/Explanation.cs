namespace Carewright.Gateway.Access;

/// <summary>Why somebody can, or cannot, do something with one resource, decided by the very predicates that decide requests.</summary>
/// <param name="IsAllowed">Whether they can.</param>
/// <param name="Rule">What decided: the grant that covers the row, the restriction that closes it, or what is missing.</param>
/// <param name="PolicyVersion">Version of the policy.</param>
/// <param name="Exists">Whether there is such a resource now; without it only the type is explained.</param>
/// <param name="Grants">Every grant of the role for the type, with each of its conditions.</param>
/// <param name="Restrictions">Every restriction and consent that concerns the user, with whether the row passes.</param>
/// <param name="Labels">The row's security labels, as <c>system|code</c>.</param>
/// <param name="Hidden">Elements that the user would not see.</param>
/// <param name="Patients">The patients in whose compartment it is.</param>
public sealed record AccessExplanation(
    bool IsAllowed, string Rule, int PolicyVersion, bool Exists, IReadOnlyList<ExplainedGrant> Grants, IReadOnlyList<ExplainedCondition> Restrictions, IReadOnlyList<string> Labels,
    IReadOnlyList<string> Hidden, IReadOnlyList<string> Patients);

/// <summary>One grant.</summary>
/// <param name="Rule">Its place in the policy.</param>
/// <param name="Covers">Whether all conditions hold.</param>
/// <param name="Conditions">Each condition.</param>
/// <param name="Hidden">Elements that it hides.</param>
public sealed record ExplainedGrant(string Rule, bool Covers, IReadOnlyList<ExplainedCondition> Conditions, IReadOnlyList<string> Hidden);

/// <summary>One condition.</summary>
/// <param name="Kind"><c>purpose site department time identity proxy emergency break-glass filter compartment relationship owner restriction consent</c>.</param>
/// <param name="Detail">What it asks for, in the policy's words.</param>
/// <param name="Holds">How it was decided.</param>
public sealed record ExplainedCondition(string Kind, string Detail, bool Holds);
