using Carewright.Administration.Features;
using Carewright.Administration.Http;
using Carewright.Audit;
using Carewright.Security;
using Carewright.Storage;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;

namespace Carewright.Administration;

/// <summary>Sign-in, setup, users and the audit log over HTTP (docs/architecture/http-api.md), and the actor of every request.</summary>
public static class AdministrationModule
{
    /// <summary>
    /// Adds the module. The host has already registered the open <see cref="IRecordStore"/>; <see cref="TimeProvider"/> is added when missing. Also makes available to the other doors:
    /// <see cref="AccessPolicy"/>, <see cref="AuditTrail"/>, <see cref="AccountRegister"/>, <see cref="TenantSetup"/>, and, once the host has started, <see cref="AccessTokens"/>.
    /// </summary>
    public static IServiceCollection AddAdministration(this IServiceCollection services)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton(_ => new Passwords());
        services.AddSingleton(provider => provider.GetRequiredService<IRecordStore>().Private);
        services.AddSingleton(provider => PolicyLibrary.Load(provider.GetRequiredService<IPrivateTable>()));
        services.AddSingleton(provider => provider.GetRequiredService<PolicyInForce>().Policy);
        services.AddSingleton<AccountRegister>();
        services.AddSingleton<Authenticator>();
        services.AddSingleton<Sessions>();
        services.AddSingleton<TenantSetup>();
        services.AddSingleton<AuditTrail>();
        services.AddSingleton<Recorder>();
        services.AddSingleton<SignInLimit>();
        services.AddSingleton<SessionOpening>();
        services.AddSingleton<Keys>();
        services.AddSingleton(provider => provider.GetRequiredService<Keys>().Tokens);
        services.AddSingleton(provider => provider.GetRequiredService<Keys>().Checkpoints);
        services.AddSingleton<IHostedService>(provider => provider.GetRequiredService<Keys>());
        services.AddHostedService<Upkeep>();
        return services;
    }

    /// <summary>Names the actor of every request that follows. Put it before every door, and before routing decides anything by actor.</summary>
    public static IApplicationBuilder UseAdministration(this IApplicationBuilder app) => app.UseMiddleware<ActorMiddleware>();

    /// <summary>Maps <c>/auth</c>, <c>/setup</c>, <c>/users</c> and <c>/audit</c>. <see cref="UseAdministration"/> must come before.</summary>
    public static IEndpointRouteBuilder MapAdministration(this IEndpointRouteBuilder routes)
    {
        var all = routes.MapGroup("").AddEndpointFilter(new NoStore());
        SignIn.Map(all);
        SignOut.Map(all);
        ShowSession.Map(all);
        SetUpTenant.Map(all);
        var users = all.MapGroup("/users").AddEndpointFilter(new OperationRule("users"));
        ListUsers.Map(users);
        AddUser.Map(users);
        ChangeUser.Map(users);
        var audit = all.MapGroup("/audit").AddEndpointFilter(new OperationRule("audit"));
        ViewAudit.Map(audit);
        ExportAudit.Map(audit);
        VerifyAudit.Map(audit);
        return routes;
    }
}
