using Carewright.Administration.Features;
using Carewright.Administration.Http;
using Carewright.Administration.Staffing;
using Carewright.Audit;
using Carewright.Gateway.Doors;
using Carewright.Gateway.Settings;
using Carewright.Gateway.Staffing;
using Carewright.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Carewright.Administration;

/// <summary>Sign-in, setup, users and the audit log over HTTP (docs/architecture/http-api.md), and the actor of every request.</summary>
public static class AdministrationModule
{
    /// <summary>Adds the module over parts that the host has opened, and keeps open until after the server has stopped. The parts are there for the other doors as well.</summary>
    public static IServiceCollection AddAdministration(this IServiceCollection services, AdministrationParts parts)
    {
        services.AddSingleton(parts.Store);
        services.AddSingleton(parts.Store.Private);
        services.AddSingleton(parts.Time);
        services.AddSingleton(parts.Policies);
        services.AddSingleton(parts.Accounts);
        services.AddSingleton(parts.Authenticator);
        services.AddSingleton(parts.Setup);
        services.AddSingleton(parts.Tokens);
        services.AddSingleton(parts.Checkpoints);
        services.AddSingleton(parts.SignIn);
        services.AddSingleton(parts.Factors);
        services.AddSingleton(parts.Demands);
        services.AddSingleton(parts.Challenges);
        services.AddSingleton(parts.Passwords);
        services.AddSingleton(parts.Directories);
        services.AddSingleton(parts.Links);
        services.AddSingleton<DirectoryLimit>();
        services.AddSingleton<DirectoryHttp>();
        services.AddSingleton<DirectoryClient>();
        services.AddSingleton<DirectoryTokenCheck>();
        services.AddSingleton<DirectoryWay>();
        services.AddSingleton<DirectoryOrigin>();
        services.AddSingleton<DirectoryAccounts>();
        services.AddSingleton<WaitingIdentities>();
        services.AddSingleton<DirectoryRefusals>();
        services.AddSingleton<DirectorySignIn>();
        services.AddSingleton<DirectoryStepUp>();
        services.AddSingleton<DirectoryLogout>();
        services.AddSingleton<DirectoryEnd>();
        services.AddSingleton<DirectoryTest>();
        services.AddSingleton<DirectoryAnswers>();
        services.AddSingleton<DeviceRegister>();
        services.AddSingleton<SessionContext>();
        services.AddSingleton(parts.Folder);
        services.AddSingleton<PlaceRegister>();
        services.AddSingleton<CheckpointCourier>();
        services.AddSingleton<RetentionRegister>();
        services.AddSingleton<AuditRetention>();
        services.AddSingleton<Sessions>();
        services.AddSingleton<AuditTrail>();
        services.AddSingleton<ISignedReports, SignedReports>();
        services.AddSingleton<Recorder>();
        services.AddSingleton<ReadAuditEvents>();
        services.AddSingleton<SignInLimit>();
        services.AddSingleton<SiteSettings>();
        services.AddSingleton<SessionOpening>();
        services.AddSingleton<PasskeyCeremonies>();
        services.AddSingleton(parts.FactorReset);
        services.AddSingleton<UserAnswers>();
        services.AddSingleton<UserFactors.UserActs>();
        services.AddSingleton<SignInAnswers>();
        services.AddSingleton<StepUpAnswers>();
        services.AddSingleton<PasswordAnswers>();
        services.AddSingleton<FactorServices>();
        services.AddSingleton<FactorEnrolment>();
        services.AddSingleton<StaffStandings>();
        services.AddSingleton<StaffNotices>();
        services.AddSingleton<StaffCheck>();
        services.AddSingleton<AccessReviews>();
        services.AddSingleton<AuditUpkeep>();
        services.AddHostedService<Upkeep>();
        services.AddHostedService<StaffFollower>();
        return services;
    }

    /// <summary>Names the actor of every request that follows. Put it before every door, and before routing decides anything by actor.</summary>
    public static IApplicationBuilder UseAdministration(this IApplicationBuilder app) => app.UseMiddleware<ActorMiddleware>();

    /// <summary>Maps <c>/auth</c>, <c>/account</c>, <c>/setup</c>, <c>/users</c>, <c>/outbound-hosts</c>, <c>/files</c> and <c>/audit</c>. <see cref="UseAdministration"/> must come before.</summary>
    public static IEndpointRouteBuilder MapAdministration(this IEndpointRouteBuilder routes)
    {
        var all = routes.MapGroup("").AddEndpointFilter(new NoStore());
        SignIn.Map(all);
        ProveFactor.Map(all);
        SignInByPasskey.Map(all);
        SignOut.Map(all);
        BeginAtDirectory.Map(all);
        FinishAtDirectory.Map(all);
        LogoutByDirectory.Map(all);
        ShowSession.Map(all);
        SetUpTenant.Map(all);
        OwnAccount.Map(all.MapGroup("/account"));
        var users = all.MapGroup("/users").AddEndpointFilter(new Gate("users", "users"));
        ListUsers.Map(users);
        AddUser.Map(users);
        ChangeUser.Map(users);
        UserFactors.Map(users);
        SignInPolicyPages.Map(users);
        StaffNoticePages.Map(users);
        AccessReviewPages.Map(users);
        DirectoryPages.Map(users);
        DirectoryLinkPages.Map(users);
        var audit = all.MapGroup("/audit").AddEndpointFilter(new Gate("audit", "audit"));
        ViewAudit.Map(audit);
        ListAuditUsers.Map(audit);
        ExportAudit.Map(audit);
        VerifyAudit.Map(audit);
        CheckpointPlaces.Map(audit);
        RetainAudit.Map(audit);
        ReportAudit.Map(audit);
        OutboundHosts.Map(all.MapGroup("/outbound-hosts").AddEndpointFilter(new Gate("outbound-hosts", "users")));
        FilePages.Map(all.MapGroup("/files").AddEndpointFilter(new Gate("files", "users")));
        Prints.Map(all);
        OwnAccess.Map(all);
        return routes;
    }

    /// <summary>Answers a read of an AuditEvent from the log, for roles with the operation <c>audit</c>.</summary>
    /// <param name="context">The request; its actor has been named.</param>
    /// <param name="id">Logical id.</param>
    public static Task<AuditEventAnswer> ReadAuditEventAsync(HttpContext context, string id) => context.RequestServices.GetRequiredService<ReadAuditEvents>().ReadAsync(context, id);

    /// <summary>Answers a search of AuditEvents from the log, for roles with the operation <c>audit</c>.</summary>
    /// <param name="context">The request; its actor has been named.</param>
    /// <param name="criteria">The criteria as they came.</param>
    public static Task<AuditEventAnswer> SearchAuditEventsAsync(HttpContext context, IReadOnlyList<KeyValuePair<string, string>> criteria) =>
        context.RequestServices.GetRequiredService<ReadAuditEvents>().SearchAsync(context, criteria);
}
