/**
 * The panel before publishing, and the same in the sidebar: what postlint finds, and what to write instead.
 *
 * It asks WordPress, which asks the service. Locking the button is a courtesy: the gate is on the server.
 */
( function ( wp, settings, rewriting ) {
	'use strict';

	const el = wp.element.createElement;
	const { useState, useEffect, useRef, Fragment } = wp.element;
	const { Button, TextControl, Spinner, Notice } = wp.components;
	const { useSelect, dispatch } = wp.data;
	const { __, sprintf } = wp.i18n;
	const slots = wp.editor && wp.editor.PluginPrePublishPanel ? wp.editor : wp.editPost;

	const LOCK = 'postlint';
	const PAUSE = 800; // Milliseconds without a change before the draft is checked.
	const LONGEST = 90; // Letters of a finding's words.

	const FIELDS = {
		title: __( 'Title', 'postlint' ),
		content: __( 'Content', 'postlint' ),
		excerpt: __( 'Excerpt', 'postlint' ),
		slug: __( 'Address', 'postlint' ),
		block: __( 'Settings of a block', 'postlint' ),
		image: __( 'Featured image', 'postlint' ),
		category: __( 'Category', 'postlint' ),
		post_tag: __( 'Tag', 'postlint' ),
		field: __( 'Custom field', 'postlint' ),
	};

	/** The draft as it stands in the editor. */
	function useDraft() {
		return useSelect( function ( select ) {
			const editor = select( 'core/editor' );
			const terms = {};
			settings.terms.forEach( function ( name ) {
				const ids = editor.getEditedPostAttribute( name );
				if ( ids ) {
					terms[ name ] = ids;
				}
			} );
			return JSON.stringify( {
				post: editor.getCurrentPostId(),
				title: editor.getEditedPostAttribute( 'title' ) || '',
				content: editor.getEditedPostContent(),
				excerpt: editor.getEditedPostAttribute( 'excerpt' ) || '',
				slug: editor.getEditedPostAttribute( 'slug' ) || '',
				terms,
				meta: editor.getEditedPostAttribute( 'meta' ) || {},
				featured_media: editor.getEditedPostAttribute( 'featured_media' ) || 0,
			} );
		}, [] );
	}

	/** The answer on the draft: { answer, sent, busy, again }. An answer on another draft is none. */
	function useAnswer( draft ) {
		const [ state, setState ] = useState( { for: null, answer: null } );
		const [ turn, setTurn ] = useState( 0 );
		const latest = useRef( '' );
		useEffect( function () {
			latest.current = draft;
			const timer = setTimeout( function () {
				wp.apiFetch( { path: '/postlint/v1/check', method: 'POST', data: JSON.parse( draft ) } ).then(
					( answer ) => latest.current === draft && setState( { for: draft, answer } ),
					( error ) =>
						latest.current === draft &&
						setState( { for: draft, answer: { allowed: false, findings: [], summary: error.message || __( 'It could not be checked.', 'postlint' ) } } )
				);
			}, state.for === null ? 0 : PAUSE );
			return () => clearTimeout( timer );
		}, [ draft, turn ] );
		const fresh = state.for === draft;
		return {
			answer: fresh ? state.answer : null,
			sent: JSON.parse( draft ),
			busy: ! fresh,
			again() {
				setState( { for: '', answer: null } );
				setTurn( turn + 1 );
			},
		};
	}

	function Finding( { finding, sent } ) {
		const words = rewriting.wordsOf( finding, sent );
		const field = FIELDS[ finding.field.split( ':' )[ 0 ] ] || FIELDS.field;
		return el(
			'li',
			{ className: 'postlint-finding postlint-' + finding.severity },
			el( 'p', { className: 'postlint-where' }, field, ' ', el( 'code', null, finding.rule ) ),
			words && el( 'p', null, el( 'mark', null, words.length > LONGEST ? words.slice( 0, LONGEST ) + '…' : words ) ),
			el( 'p', null, finding.message ),
			finding.rewrites.map( function ( rewrite, number ) {
				const accept = rewrite.safety === 'manual' ? null : rewriting.accepting( rewrite, sent );
				return accept
					? el( Button, { key: number, variant: 'secondary', isSmall: true, onClick: accept, className: 'postlint-accept' }, rewrite.title )
					: el( 'p', { key: number, className: 'postlint-advice' }, rewrite.title );
			} )
		);
	}

	function Override( { draft, done } ) {
		const [ reason, setReason ] = useState( '' );
		const [ said, setSaid ] = useState( '' );
		async function send() {
			setSaid( '' );
			try {
				// A draft is stored first, so that what is overridden is what is published.
				if ( ! wp.data.select( 'core/editor' ).isCurrentPostPublished() ) {
					await dispatch( 'core/editor' ).savePost();
				}
				await wp.apiFetch( { path: '/postlint/v1/override', method: 'POST', data: { ...JSON.parse( draft ), reason } } );
				done();
			} catch ( error ) {
				setSaid( error.message );
			}
		}
		return el(
			'div',
			{ className: 'postlint-override' },
			el( TextControl, {
				label: __( 'Publish it all the same, because', 'postlint' ),
				help: __( 'This is logged, with your name.', 'postlint' ),
				value: reason,
				onChange: setReason,
			} ),
			el( Button, { variant: 'tertiary', isDestructive: true, disabled: reason.trim().length < 10, onClick: send }, __( 'Override', 'postlint' ) ),
			said && el( Notice, { status: 'error', isDismissible: false }, said )
		);
	}

	/** What is found in the draft. `locks`: whether the button waits for it. */
	function Findings( { locks } ) {
		const draft = useDraft();
		const { answer, sent, busy, again } = useAnswer( draft );
		const passes = Boolean( answer && ( answer.allowed || answer.overridden ) );
		useEffect( function () {
			if ( ! locks ) {
				return;
			}
			const { lockPostSaving, unlockPostSaving } = dispatch( 'core/editor' );
			( passes ? unlockPostSaving : lockPostSaving )( LOCK );
			return () => unlockPostSaving( LOCK );
		}, [ passes, locks ] );
		if ( busy ) {
			return el( 'p', { role: 'status', className: 'postlint-busy' }, el( Spinner ), __( 'postlint is reading …', 'postlint' ) );
		}
		const count = answer.findings.length;
		let line = answer.summary;
		if ( answer.overridden ) {
			line = __( 'Overridden: it can be published as it is.', 'postlint' );
		} else if ( answer.allowed ) {
			/* translators: %d: a number. */
			line = count ? sprintf( __( 'It can be published. Remarks: %d.', 'postlint' ), count ) : __( 'No rule matched. That is no promise that nobody can be recognised.', 'postlint' );
		}
		return el(
			Fragment,
			null,
			el( 'p', { role: 'status', className: passes ? 'postlint-passes' : 'postlint-holds' }, line ),
			el( 'ul', { className: 'postlint-findings' }, answer.findings.map( ( finding, number ) => el( Finding, { key: number, finding, sent } ) ) ),
			! passes && el( Button, { variant: 'link', onClick: again }, __( 'Check again', 'postlint' ) ),
			! passes && answer.may_override && el( Override, { draft, done: again } )
		);
	}

	wp.plugins.registerPlugin( 'postlint', {
		icon: 'shield',
		render() {
			return el(
				Fragment,
				null,
				el( slots.PluginPrePublishPanel, { title: 'postlint', initialOpen: true }, el( Findings, { locks: true } ) ),
				el( slots.PluginSidebarMoreMenuItem, { target: 'postlint' }, 'postlint' ),
				el( slots.PluginSidebar, { name: 'postlint', title: 'postlint' }, el( 'div', { className: 'postlint-sidebar' }, el( Findings, { locks: false } ) ) )
			);
		},
	} );

	if ( settings.held ) {
		dispatch( 'core/notices' ).createErrorNotice( settings.held, { id: 'postlint-held' } );
	}
} )( window.wp, window.postlint, window.postlintRewriting );
